"""The schema of the first version: every room's tables, and the triggers that freeze the audit."""

import sqlalchemy as sa
from alembic import op

from province.audit.tables import freeze_entries
from province.procedures.tables import freeze_revisions
from province.storage.types import Instant, Json

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create everything."""
    op.create_table(
        "audit_entries",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("deed", sa.String(length=80), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=120), nullable=False),
        sa.Column("actor_kind", sa.String(length=12), nullable=False),
        sa.Column("actor_id", sa.String(length=120), nullable=False),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("actor_address", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("detail", Json(), nullable=False),
        sa.Column("record_digest", sa.String(length=64), nullable=True),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_audit_entries_number_positive")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_entries")),
        sa.UniqueConstraint("digest", name=op.f("uq_audit_entries_digest")),
    )
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "audit_seals",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_audit_seals")),
    )
    op.create_table(
        "blobs",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("kept_at", Instant(), nullable=False),
        sa.Column("checked_at", Instant(), nullable=True),
        sa.Column("finding", sa.String(length=200), nullable=True),
        sa.CheckConstraint(
            "state IN ('quarantined', 'clean', 'refused')", name=op.f("ck_blobs_state_known")
        ),
        sa.CheckConstraint("size >= 0", name=op.f("ck_blobs_size_not_negative")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_blobs")),
    )
    op.create_table(
        "dossier_look_up_misses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_look_up_misses")),
    )
    op.create_index(
        "ix_dossier_look_up_misses_address_at",
        "dossier_look_up_misses",
        ["address", "at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_dossier_look_up_misses_at"), "dossier_look_up_misses", ["at"], unique=False
    )
    op.create_table(
        "filing_keys",
        sa.Column("scope", sa.String(length=160), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("dossier_id", sa.String(length=26), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "key", name=op.f("pk_filing_keys")),
    )
    op.create_index("ix_filing_keys_scope_at", "filing_keys", ["scope", "at"], unique=False)
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("payload", Json(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("attempts_most", sa.Integer(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("not_before", Instant(), nullable=False),
        sa.Column("leased_until", Instant(), nullable=True),
        sa.Column("leased_by", sa.String(length=80), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('ready', 'leased', 'done', 'shelved')", name=op.f("ck_jobs_state_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
        sa.UniqueConstraint("key", name=op.f("uq_jobs_key")),
    )
    op.create_index("ix_jobs_state_not_before", "jobs", ["state", "not_before"], unique=False)
    op.create_table(
        "number_books",
        sa.Column("book", sa.String(length=80), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("book", "period", name=op.f("pk_number_books")),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("full_name", sa.String(length=200), nullable=False),
        sa.Column("sort_key", sa.Text(), nullable=False),
        sa.Column("fold_key", sa.Text(), nullable=False),
        sa.Column("email_local", sa.String(length=64), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("work_number", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("email_local", name=op.f("uq_people_email_local")),
        sa.UniqueConstraint("work_number", name=op.f("uq_people_work_number")),
    )
    op.create_table(
        "positions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_positions")),
        sa.UniqueConstraint("name", name=op.f("uq_positions_name")),
    )
    op.create_table(
        "procedure_revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("definition", Json(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.Column("loaded_at", Instant(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_procedure_revisions_number_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_revisions")),
        sa.UniqueConstraint("code", "number", name=op.f("uq_procedure_revisions_code_number")),
    )
    op.create_index("ix_procedure_revisions_slug", "procedure_revisions", ["slug"], unique=False)
    op.create_table(
        "roles",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("purpose", sa.String(length=300), nullable=False),
        sa.Column("delegable", sa.Boolean(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_roles")),
    )
    op.create_table(
        "sign_in_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("pair_key", sa.String(length=64), nullable=False),
        sa.Column("network", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("proof", sa.String(length=14), nullable=False),
        sa.Column("outcome", sa.String(length=6), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('failed', 'half', 'done')", name=op.f("ck_sign_in_attempts_outcome_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempts")),
    )
    op.create_index(op.f("ix_sign_in_attempts_at"), "sign_in_attempts", ["at"], unique=False)
    op.create_index(
        "ix_sign_in_attempts_network_at", "sign_in_attempts", ["network", "at"], unique=False
    )
    op.create_index(
        "ix_sign_in_attempts_pair_key_at", "sign_in_attempts", ["pair_key", "at"], unique=False
    )
    op.create_table(
        "units",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to > valid_from", name=op.f("ck_units_period")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
    )
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("fold_key", sa.String(length=500), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("last_sign_in_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('staff', 'citizen', 'company')", name=op.f("ck_accounts_kind_known")
        ),
        sa.CheckConstraint(
            "state IN ('active', 'suspended', 'closed')", name=op.f("ck_accounts_state_known")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_accounts_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_accounts_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("email_key", name=op.f("uq_accounts_email_key")),
    )
    op.create_index(op.f("ix_accounts_person_id"), "accounts", ["person_id"], unique=False)
    op.create_index(op.f("ix_accounts_unit_id"), "accounts", ["unit_id"], unique=False)
    op.create_table(
        "appointments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("position_id", sa.Integer(), nullable=False),
        sa.Column("is_head", sa.Boolean(), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to > valid_from", name=op.f("ck_appointments_period")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_appointments_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["position_id"], ["positions.id"], name=op.f("fk_appointments_position_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_appointments_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
    )
    op.create_index(op.f("ix_appointments_person_id"), "appointments", ["person_id"], unique=False)
    op.create_index(op.f("ix_appointments_unit_id"), "appointments", ["unit_id"], unique=False)
    op.create_index(
        "uq_appointments_open",
        "appointments",
        ["person_id", "unit_id", "position_id"],
        unique=True,
        sqlite_where=sa.text("valid_to IS NULL"),
        postgresql_where=sa.text("valid_to IS NULL"),
    )
    op.create_index(
        "uq_appointments_open_head",
        "appointments",
        ["unit_id"],
        unique=True,
        sqlite_where=sa.text("is_head AND valid_to IS NULL"),
        postgresql_where=sa.text("is_head AND valid_to IS NULL"),
    )
    op.create_table(
        "document_desks",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("registers_itself", sa.Boolean(), nullable=False),
        sa.Column("own_series", Json(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_document_desks_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_document_desks")),
    )
    op.create_table(
        "documents",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("abstract", sa.String(length=500), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("drafted_by", sa.String(length=20), nullable=False),
        sa.Column("urgency", sa.SmallInteger(), nullable=False),
        sa.Column("circulation", sa.String(length=10), nullable=False),
        sa.Column("reply_by", sa.Date(), nullable=True),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("kept_by", sa.String(length=100), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("answers", sa.String(length=26), nullable=True),
        sa.Column("drafter_id", sa.Integer(), nullable=True),
        sa.Column("drafter", sa.String(length=200), nullable=False),
        sa.Column("content_checked_by", sa.String(length=200), nullable=True),
        sa.Column("form_checked_by", sa.String(length=200), nullable=True),
        sa.Column("signature", Json(), nullable=True),
        sa.Column("signed_at", Instant(), nullable=True),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("series", sa.String(length=40), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("number_text", sa.String(length=60), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("issued_at", Instant(), nullable=True),
        sa.Column("issued_by", sa.String(length=200), nullable=True),
        sa.Column("exchange_id", sa.String(length=140), nullable=True),
        sa.Column("recalled_at", Instant(), nullable=True),
        sa.Column("recall_reason", sa.String(length=1000), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.CheckConstraint("copies > 0", name=op.f("ck_documents_copies_positive")),
        sa.CheckConstraint(
            "number IS NULL OR (number > 0 AND issued_on IS NOT NULL)",
            name=op.f("ck_documents_numbered"),
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_documents_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("exchange_id", name=op.f("uq_documents_exchange_id")),
        sa.UniqueConstraint(
            "unit_id",
            "series",
            "year",
            "number",
            name=op.f("uq_documents_unit_id_series_year_number"),
        ),
        sa.UniqueConstraint(
            "unit_id", "year", "number_text", name=op.f("uq_documents_unit_id_year_number_text")
        ),
    )
    op.create_index(
        "ix_documents_unit_id_issued_on", "documents", ["unit_id", "issued_on"], unique=False
    )
    op.create_index("ix_documents_unit_id_state", "documents", ["unit_id", "state"], unique=False)
    op.create_table(
        "dossiers",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("procedure_code", sa.String(length=12), nullable=False),
        sa.Column("procedure_name", sa.String(length=500), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("channel", sa.String(length=7), nullable=False),
        sa.Column("helping_unit_id", sa.Integer(), nullable=True),
        sa.Column("receiving_unit_id", sa.Integer(), nullable=False),
        sa.Column("deciding_unit_id", sa.Integer(), nullable=False),
        sa.Column("applicant", Json(), nullable=False),
        sa.Column("applicant_key", sa.String(length=400), nullable=False),
        sa.Column("applicant_account_id", sa.Integer(), nullable=True),
        sa.Column("answers", Json(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("fee", sa.BigInteger(), nullable=True),
        sa.Column("limit_amount", sa.Integer(), nullable=False),
        sa.Column("limit_unit", sa.String(length=12), nullable=False),
        sa.Column("limit_from_payment", sa.Boolean(), nullable=False),
        sa.Column("limit_verification_days", sa.Integer(), nullable=False),
        sa.Column("clock_started_at", Instant(), nullable=True),
        sa.Column("filed_at", Instant(), nullable=False),
        sa.Column("promised_at", Instant(), nullable=True),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("accepted_at", Instant(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("officer_account_id", sa.Integer(), nullable=True),
        sa.Column("officer_name", sa.String(length=200), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("secret_round", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (state IN ('received', 'processing', 'supplement'))",
            name=op.f("ck_dossiers_closed_when_over"),
        ),
        sa.CheckConstraint(
            "(decided_by <> '') = (state IN ('approved', 'refused'))",
            name=op.f("ck_dossiers_decided_by_somebody"),
        ),
        sa.CheckConstraint(
            "channel IN ('online', 'counter', 'post', 'api')",
            name=op.f("ck_dossiers_channel_known"),
        ),
        sa.CheckConstraint(
            "state IN ('received', 'processing', 'supplement', 'approved', 'refused', 'stopped')",
            name=op.f("ck_dossiers_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["deciding_unit_id"], ["units.id"], name=op.f("fk_dossiers_deciding_unit_id")
        ),
        sa.ForeignKeyConstraint(
            ["helping_unit_id"], ["units.id"], name=op.f("fk_dossiers_helping_unit_id")
        ),
        sa.ForeignKeyConstraint(
            ["receiving_unit_id"], ["units.id"], name=op.f("fk_dossiers_receiving_unit_id")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["procedure_revisions.id"], name=op.f("fk_dossiers_revision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossiers")),
        sa.UniqueConstraint("code", name=op.f("uq_dossiers_code")),
    )
    op.create_index(
        "ix_dossiers_applicant_account_id", "dossiers", ["applicant_account_id"], unique=False
    )
    op.create_index(
        "ix_dossiers_deciding_unit_id_state_due_at",
        "dossiers",
        ["deciding_unit_id", "state", "due_at"],
        unique=False,
    )
    op.create_index(
        "ix_dossiers_officer_account_id_state",
        "dossiers",
        ["officer_account_id", "state"],
        unique=False,
    )
    op.create_index(
        "ix_dossiers_receiving_unit_id_state_due_at",
        "dossiers",
        ["receiving_unit_id", "state", "due_at"],
        unique=False,
    )
    op.create_table(
        "responsibilities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to > valid_from", name=op.f("ck_responsibilities_period")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_responsibilities_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_responsibilities_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responsibilities")),
    )
    op.create_index(
        op.f("ix_responsibilities_person_id"), "responsibilities", ["person_id"], unique=False
    )
    op.create_index(
        op.f("ix_responsibilities_unit_id"), "responsibilities", ["unit_id"], unique=False
    )
    op.create_index(
        "uq_responsibilities_open",
        "responsibilities",
        ["unit_id", "person_id", "kind"],
        unique=True,
        sqlite_where=sa.text("valid_to IS NULL"),
        postgresql_where=sa.text("valid_to IS NULL"),
    )
    op.create_table(
        "role_deeds",
        sa.Column("role_code", sa.String(length=40), nullable=False),
        sa.Column("deed", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["role_code"], ["roles.code"], name=op.f("fk_role_deeds_role_code")
        ),
        sa.PrimaryKeyConstraint("role_code", "deed", name=op.f("pk_role_deeds")),
    )
    op.create_table(
        "unit_successions",
        sa.Column("predecessor_id", sa.Integer(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "predecessor_id <> successor_id", name=op.f("ck_unit_successions_not_itself")
        ),
        sa.ForeignKeyConstraint(
            ["predecessor_id"], ["units.id"], name=op.f("fk_unit_successions_predecessor_id")
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["units.id"], name=op.f("fk_unit_successions_successor_id")
        ),
        sa.PrimaryKeyConstraint("predecessor_id", "successor_id", name=op.f("pk_unit_successions")),
    )
    op.create_index(
        op.f("ix_unit_successions_successor_id"), "unit_successions", ["successor_id"], unique=False
    )
    op.create_table(
        "unit_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=35), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("short_name", sa.String(length=200), nullable=False),
        sa.Column("abbreviation", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("email_domain", sa.String(length=253), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column("confidence", sa.String(length=10), nullable=False),
        sa.Column("fold_key", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "parent_id IS NULL OR parent_id <> unit_id", name=op.f("ck_unit_versions_own_parent")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to > valid_from", name=op.f("ck_unit_versions_period")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["units.id"], name=op.f("fk_unit_versions_parent_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_unit_versions_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_versions")),
    )
    op.create_index(op.f("ix_unit_versions_code"), "unit_versions", ["code"], unique=False)
    op.create_index(
        op.f("ix_unit_versions_parent_id"), "unit_versions", ["parent_id"], unique=False
    )
    op.create_index(op.f("ix_unit_versions_unit_id"), "unit_versions", ["unit_id"], unique=False)
    op.create_index(
        "uq_unit_versions_open",
        "unit_versions",
        ["unit_id"],
        unique=True,
        sqlite_where=sa.text("valid_to IS NULL"),
        postgresql_where=sa.text("valid_to IS NULL"),
    )
    op.create_index(
        "uq_unit_versions_open_code",
        "unit_versions",
        ["code"],
        unique=True,
        sqlite_where=sa.text("valid_to IS NULL"),
        postgresql_where=sa.text("valid_to IS NULL"),
    )
    op.create_table(
        "addresses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("target", sa.String(length=254), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'alias') = (target IS NOT NULL)", name=op.f("ck_addresses_alias_has_target")
        ),
        sa.CheckConstraint(
            "(kind = 'personal') = (account_id IS NOT NULL)",
            name=op.f("ck_addresses_personal_has_account"),
        ),
        sa.CheckConstraint(
            "(kind IN ('unit', 'role')) = (unit_id IS NOT NULL)",
            name=op.f("ck_addresses_shared_has_unit"),
        ),
        sa.CheckConstraint(
            "kind IN ('personal', 'unit', 'role', 'alias')", name=op.f("ck_addresses_kind_known")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_addresses_period")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_addresses_account_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_addresses_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_addresses")),
    )
    op.create_index(op.f("ix_addresses_account_id"), "addresses", ["account_id"], unique=False)
    op.create_index(op.f("ix_addresses_unit_id"), "addresses", ["unit_id"], unique=False)
    op.create_index(
        "uq_addresses_open",
        "addresses",
        ["address"],
        unique=True,
        sqlite_where=sa.text("valid_to IS NULL"),
        postgresql_where=sa.text("valid_to IS NULL"),
    )
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("hint", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("deeds", Json(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("networks", Json(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.Column("last_used_at", Instant(), nullable=True),
        sa.Column("last_address", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_api_tokens_account_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_api_tokens_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_api_tokens_secret_hash")),
    )
    op.create_index(op.f("ix_api_tokens_account_id"), "api_tokens", ["account_id"], unique=False)
    op.create_table(
        "app_passwords",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("last_used_at", Instant(), nullable=True),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_app_passwords_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_passwords")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_app_passwords_secret_hash")),
    )
    op.create_index(
        op.f("ix_app_passwords_account_id"), "app_passwords", ["account_id"], unique=False
    )
    op.create_table(
        "document_drafts",
        sa.Column("document_id", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", Json(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_document_drafts_document_id")
        ),
        sa.PrimaryKeyConstraint("document_id", "version", name=op.f("pk_document_drafts")),
    )
    op.create_table(
        "document_recipients",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.String(length=26), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("direct", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("status_at", Instant(), nullable=True),
        sa.Column("status_by", sa.String(length=200), nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_document_recipients_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_document_recipients_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_recipients")),
        sa.UniqueConstraint(
            "document_id", "place", name=op.f("uq_document_recipients_document_id_place")
        ),
        sa.UniqueConstraint(
            "document_id", "unit_id", name=op.f("uq_document_recipients_document_id_unit_id")
        ),
    )
    op.create_table(
        "dossier_documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("template", sa.String(length=80), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("said", Json(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossiers.id"], name=op.f("fk_dossier_documents_dossier_id")
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["blobs.sha256"], name=op.f("fk_dossier_documents_sha256")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_documents")),
    )
    op.create_index(
        op.f("ix_dossier_documents_dossier_id"), "dossier_documents", ["dossier_id"], unique=False
    )
    op.create_table(
        "dossier_drafts",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("procedure_code", sa.String(length=12), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("dossier_id", sa.String(length=26), nullable=True),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossiers.id"], name=op.f("fk_dossier_drafts_dossier_id")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["procedure_revisions.id"], name=op.f("fk_dossier_drafts_revision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_drafts")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_dossier_drafts_token_hash")),
    )
    op.create_index(
        op.f("ix_dossier_drafts_account_id"), "dossier_drafts", ["account_id"], unique=False
    )
    op.create_index(
        op.f("ix_dossier_drafts_expires_at"), "dossier_drafts", ["expires_at"], unique=False
    )
    op.create_table(
        "dossier_facts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("by_account_id", sa.Integer(), nullable=True),
        sa.Column("body", Json(), nullable=False),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_at >= at", name=op.f("ck_dossier_facts_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossiers.id"], name=op.f("fk_dossier_facts_dossier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_facts")),
    )
    op.create_index(
        op.f("ix_dossier_facts_dossier_id"), "dossier_facts", ["dossier_id"], unique=False
    )
    op.create_table(
        "dossier_identifiers",
        sa.Column("dossier_id", sa.String(length=26), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossiers.id"], name=op.f("fk_dossier_identifiers_dossier_id")
        ),
        sa.PrimaryKeyConstraint("dossier_id", "hash", name=op.f("pk_dossier_identifiers")),
    )
    op.create_index(
        op.f("ix_dossier_identifiers_hash"), "dossier_identifiers", ["hash"], unique=False
    )
    op.create_table(
        "dossier_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.String(length=26), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossiers.id"], name=op.f("fk_dossier_messages_dossier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_messages")),
    )
    op.create_index(
        op.f("ix_dossier_messages_dossier_id"), "dossier_messages", ["dossier_id"], unique=False
    )
    op.create_table(
        "dossier_papers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.String(length=26), nullable=False),
        sa.Column("paper_id", sa.String(length=80), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossiers.id"], name=op.f("fk_dossier_papers_dossier_id")
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["blobs.sha256"], name=op.f("fk_dossier_papers_sha256")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_papers")),
    )
    op.create_index(
        op.f("ix_dossier_papers_dossier_id"), "dossier_papers", ["dossier_id"], unique=False
    )
    op.create_table(
        "holdings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role_code", sa.String(length=40), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("subtree", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_holdings_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_holdings_account_id")
        ),
        sa.ForeignKeyConstraint(["role_code"], ["roles.code"], name=op.f("fk_holdings_role_code")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_holdings_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holdings")),
    )
    op.create_index(op.f("ix_holdings_account_id"), "holdings", ["account_id"], unique=False)
    op.create_table(
        "known_devices",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_known_devices_account_id")
        ),
        sa.PrimaryKeyConstraint("token_hash", "account_id", name=op.f("pk_known_devices")),
    )
    op.create_table(
        "passkeys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.String(length=1400), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("last_used_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_passkeys_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkeys")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkeys_credential_id")),
    )
    op.create_index(op.f("ix_passkeys_account_id"), "passkeys", ["account_id"], unique=False)
    op.create_table(
        "recovery_codes",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_recovery_codes_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "code_hash", name=op.f("pk_recovery_codes")),
    )
    op.create_table(
        "sent_messages",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=True),
        sa.Column("sender", sa.String(length=254), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=250), nullable=False),
        sa.Column("sent_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_sent_messages_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_messages")),
        sa.UniqueConstraint("key", name=op.f("uq_sent_messages_key")),
    )
    op.create_index(
        op.f("ix_sent_messages_account_id"), "sent_messages", ["account_id"], unique=False
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("last_seen_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("idle_minutes", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", Instant(), nullable=False),
        sa.Column("second_factor_at", Instant(), nullable=True),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("agent", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_sessions_account_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_sessions_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sessions_token_hash")),
    )
    op.create_index(op.f("ix_sessions_account_id"), "sessions", ["account_id"], unique=False)
    op.create_table(
        "sign_in_steps",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=14), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("code_hash", sa.String(length=64), nullable=True),
        sa.Column("challenge", sa.LargeBinary(), nullable=True),
        sa.Column("tries_left", sa.Integer(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_sign_in_steps_account_id")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in_steps")),
    )
    op.create_table(
        "totp",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("confirmed_at", Instant(), nullable=True),
        sa.Column("last_counter", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_totp_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_totp")),
    )
    op.create_table(
        "document_statuses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("description", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["recipient_id"],
            ["document_recipients.id"],
            name=op.f("fk_document_statuses_recipient_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_statuses")),
    )
    op.create_index(
        op.f("ix_document_statuses_recipient_id"),
        "document_statuses",
        ["recipient_id"],
        unique=False,
    )
    op.create_table(
        "dossier_draft_papers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.String(length=26), nullable=False),
        sa.Column("paper_id", sa.String(length=80), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["dossier_drafts.id"], name=op.f("fk_dossier_draft_papers_draft_id")
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["blobs.sha256"], name=op.f("fk_dossier_draft_papers_sha256")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_draft_papers")),
    )
    op.create_index(
        op.f("ix_dossier_draft_papers_draft_id"), "dossier_draft_papers", ["draft_id"], unique=False
    )
    op.create_table(
        "incoming_documents",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("document_id", sa.String(length=26), nullable=True),
        sa.Column("recipient_id", sa.Integer(), nullable=True),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("author_key", sa.String(length=200), nullable=False),
        sa.Column("number_text", sa.String(length=60), nullable=False),
        sa.Column("number_key", sa.String(length=60), nullable=False),
        sa.Column("document_date", sa.Date(), nullable=True),
        sa.Column("type_name", sa.String(length=100), nullable=False),
        sa.Column("abstract", sa.String(length=500), nullable=False),
        sa.Column("signer", sa.String(length=200), nullable=False),
        sa.Column("urgency", sa.SmallInteger(), nullable=False),
        sa.Column("circulation", sa.String(length=10), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("came_at", Instant(), nullable=False),
        sa.Column("accepted_at", Instant(), nullable=True),
        sa.Column("arrival_year", sa.Integer(), nullable=True),
        sa.Column("arrival_number", sa.Integer(), nullable=True),
        sa.Column("arrived_on", sa.Date(), nullable=True),
        sa.Column("registered_by", sa.String(length=200), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("directed_by", sa.String(length=200), nullable=True),
        sa.Column("lead_account_id", sa.Integer(), nullable=True),
        sa.Column("lead", sa.String(length=200), nullable=False),
        sa.Column("supports", sa.String(length=500), nullable=False),
        sa.Column("handed_on", sa.Date(), nullable=True),
        sa.Column("progress", sa.String(length=1000), nullable=False),
        sa.Column("answer_id", sa.String(length=26), nullable=True),
        sa.Column("answer_number", sa.String(length=60), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("recall_asked_at", Instant(), nullable=True),
        sa.Column("recall_answer", sa.String(length=8), nullable=True),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "(arrival_number IS NULL) = (arrived_on IS NULL)",
            name=op.f("ck_incoming_documents_registered_whole"),
        ),
        sa.CheckConstraint(
            "arrival_number IS NULL OR arrival_number > 0",
            name=op.f("ck_incoming_documents_number_positive"),
        ),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["documents.id"], name=op.f("fk_incoming_documents_answer_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_incoming_documents_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["recipient_id"],
            ["document_recipients.id"],
            name=op.f("fk_incoming_documents_recipient_id"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_incoming_documents_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_documents")),
        sa.UniqueConstraint("recipient_id", name=op.f("uq_incoming_documents_recipient_id")),
        sa.UniqueConstraint(
            "unit_id",
            "arrival_year",
            "arrival_number",
            name=op.f("uq_incoming_documents_unit_id_arrival_year_arrival_number"),
        ),
    )
    op.create_index(
        op.f("ix_incoming_documents_document_id"),
        "incoming_documents",
        ["document_id"],
        unique=False,
    )
    op.create_index(
        "ix_incoming_documents_lead_account_id_state",
        "incoming_documents",
        ["lead_account_id", "state"],
        unique=False,
    )
    op.create_index(
        "ix_incoming_documents_number_key", "incoming_documents", ["number_key"], unique=False
    )
    op.create_index(
        "ix_incoming_documents_unit_id_arrived_on",
        "incoming_documents",
        ["unit_id", "arrived_on"],
        unique=False,
    )
    op.create_index(
        "ix_incoming_documents_unit_id_state",
        "incoming_documents",
        ["unit_id", "state"],
        unique=False,
    )
    op.create_table(
        "mailbox_holders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("by_directory", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_mailbox_holders_period")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_mailbox_holders_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["address_id"], ["addresses.id"], name=op.f("fk_mailbox_holders_address_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailbox_holders")),
    )
    op.create_index(
        op.f("ix_mailbox_holders_account_id"), "mailbox_holders", ["account_id"], unique=False
    )
    op.create_index(
        op.f("ix_mailbox_holders_address_id"), "mailbox_holders", ["address_id"], unique=False
    )
    op.create_index(
        "uq_mailbox_holders_open",
        "mailbox_holders",
        ["address_id", "account_id"],
        unique=True,
        sqlite_where=sa.text("valid_to IS NULL"),
        postgresql_where=sa.text("valid_to IS NULL"),
    )
    op.create_table(
        "sent_recipients",
        sa.Column("sent_id", sa.String(length=26), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("detail", sa.String(length=500), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sent_id"], ["sent_messages.id"], name=op.f("fk_sent_recipients_sent_id")
        ),
        sa.PrimaryKeyConstraint("sent_id", "address", name=op.f("pk_sent_recipients")),
    )
    op.create_table(
        "document_files",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("document_id", sa.String(length=26), nullable=True),
        sa.Column("incoming_id", sa.String(length=26), nullable=True),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("added_at", Instant(), nullable=False),
        sa.Column("added_by", sa.String(length=200), nullable=False),
        sa.Column("removed_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "(document_id IS NULL) <> (incoming_id IS NULL)",
            name=op.f("ck_document_files_one_owner"),
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_document_files_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["incoming_id"], ["incoming_documents.id"], name=op.f("fk_document_files_incoming_id")
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["blobs.sha256"], name=op.f("fk_document_files_sha256")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_files")),
    )
    op.create_index(
        op.f("ix_document_files_document_id"), "document_files", ["document_id"], unique=False
    )
    op.create_index(
        op.f("ix_document_files_incoming_id"), "document_files", ["incoming_id"], unique=False
    )
    op.create_table(
        "incoming_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incoming_id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["incoming_id"], ["incoming_documents.id"], name=op.f("fk_incoming_notes_incoming_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_notes")),
    )
    op.create_index(
        op.f("ix_incoming_notes_incoming_id"), "incoming_notes", ["incoming_id"], unique=False
    )
    freeze_entries(None, op.get_bind())
    freeze_revisions(None, op.get_bind())

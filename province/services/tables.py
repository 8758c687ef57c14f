"""The services' tables: keys of filings, and wrong secrets."""

from sqlalchemy import Column, Index, Integer, String, Table

from province.storage import Instant, metadata

filing_keys = Table(  # what makes the same request twice one dossier
    "filing_keys",
    metadata,
    Column("scope", String(160), primary_key=True),  # whose key: an account, a draft, an address
    Column("key", String(200), primary_key=True),
    Column("digest", String(64), nullable=False),  # of the request
    Column("dossier_id", String(26)),  # set in the same transaction
    Column("at", Instant, nullable=False),
    Index("ix_filing_keys_scope_at", "scope", "at"),
)

look_up_misses = Table(  # wrong pairs of code and secret, forgotten after the window
    "dossier_look_up_misses",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False, index=True),
    Column("address", String(64), nullable=False),
    Column("code", String(60), nullable=False),
    Index("ix_dossier_look_up_misses_address_at", "address", "at"),
)

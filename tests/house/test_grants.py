"""Every deed asks first: without the grant, or the secret, nothing is done and nothing is kept.

Every public function that takes a work is in one of the two tables below, or this fails. Each deed
of the first is tried by strangers with real things, and by the one who may, so that a refusal is
known to come from the missing grant and from nothing else.
"""

import ast
import importlib
import inspect
import pkgutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType

import pyotp
import pytest

import province
from province import (
    access,
    authentication,
    directory,
    documents,
    dossiers,
    drafts,
    identity,
    incoming,
    mailboxes,
    messages,
    outgoing,
    procedures,
    registers,
    rosters,
    services,
)
from province.access import directory_actions as checked
from province.audit import AuditFilter
from province.authentication import RelyingParty
from province.basics import SYSTEM, Forbidden, NotFound, NotSignedIn, Refusal
from province.directory import ResponsibilityKind, UnitFacts, UnitKind
from province.dossiers import Channel, LaidPaper
from province.incoming import Arrival
from province.services import Filing, Item
from province.storage import Work
from tests.house.scene import PASSWORD, SHARED, SIGNATURE, Scene

ROOT = Path(__file__).resolve().parents[2]
PARTY = RelyingParty("vinhlong.example", "Tỉnh Vĩnh Long", "https://vinhlong.example")
NEW = "moi@vinhlong.example"


WITHOUT_ROLE = ("nobody", "citizen", "bystander", "program")


@dataclass(frozen=True)
class Deed:
    """How a deed is done to a real thing, by whom it may be, and by whom it may not."""

    do: Callable[[Work, Scene], object]
    rightful: str = "almighty"
    strangers: tuple[str, ...] = (*WITHOUT_ROLE, "neighbour")
    then: str = ""  # code of what stops even the rightful one, further on


def system(do: Callable[[Work, Scene], object]) -> Deed:
    """A deed of the system itself, which nobody can be granted."""
    return Deed(do, "system", (*WITHOUT_ROLE, "neighbour", "almighty"))


def own(do: Callable[[Work, Scene], object], rightful: str = "bystander", then: str = "") -> Deed:
    """A deed to one's own account, which programs, guests and the system have none of."""
    return Deed(do, rightful, ("nobody", "program", "system"), then)


def others(do: Callable[[Work, Scene], object]) -> Deed:
    """A deed to a thing of another account's own, which no grant reaches."""
    return Deed(do, "other", (*WITHOUT_ROLE, "neighbour", "almighty"))


def facts(it: Scene, name: str = "Trung tâm Quan trắc") -> UnitFacts:
    return UnitFacts(name, UnitKind.DIVISION, parent_id=it.ward.id)


def laid(it: Scene) -> list[LaidPaper]:
    return dossiers.lay_down(it.house, SYSTEM, it.papers)


def soon(work: Work) -> date:
    return work.today + timedelta(days=1)


ACTIONS: dict[str, Deed] = {
    # -- access: other people's accounts
    "access.open_account": Deed(
        lambda work, it: access.open_account(work, NEW, "Mới", unit_id=it.ward.id)
    ),
    "access.change_account": Deed(
        lambda work, it: access.change_account(
            work, it.other.id, name="Khác", unit_id=it.ward.id, person_id=None
        )
    ),
    "access.suspend_account": Deed(
        lambda work, it: access.suspend_account(work, it.other.id, "Nghỉ việc")
    ),
    "access.release_account": Deed(
        lambda work, it: access.release_account(work, it.suspended.id)
    ),
    "access.close_account": Deed(lambda work, it: access.close_account(work, it.other.id)),
    "access.reset_password": Deed(lambda work, it: access.reset_password(work, it.other.id)),
    "access.reset_second_factor": Deed(
        lambda work, it: access.reset_second_factor(work, it.other.id)
    ),
    "access.revoke_sessions": Deed(lambda work, it: access.revoke_sessions(work, it.other.id)),
    "access.give_role": Deed(
        lambda work, it: access.give_role(work, it.other.id, "clerk", it.ward.id)
    ),
    "access.take_role": Deed(lambda work, it: access.take_role(work, it.holding.id)),
    "access.issue_token": Deed(
        lambda work, it: access.issue_token(work, it.company.id, "Máy", ["services.dossier.filed"])
    ),
    "access.revoke_token": Deed(lambda work, it: access.revoke_token(work, it.token.id)),
    "access.read_audit": Deed(  # at a unit: what was done in its name
        lambda work, it: access.read_audit(work, AuditFilter()), strangers=WITHOUT_ROLE
    ),
    "access.read_audit_entry": Deed(lambda work, it: access.read_audit_entry(work, 1)),
    "access.try_job_again": Deed(lambda work, it: access.try_job_again(work, it.job.id)),
    "access.try_jobs_again": Deed(lambda work, it: access.try_jobs_again(work)),
    "access.ensure_roles": system(lambda work, it: access.ensure_roles(work)),
    "access.speak_for": Deed(
        lambda work, it: access.speak_for(work, it.session(work), it.ward.id),
        "bystander",
        ("nobody", "citizen", "program", "system", "neighbour"),
    ),
    # -- access: the directory
    "access.directory_actions.open_unit": Deed(
        lambda work, it: checked.open_unit(work, facts(it), soon(work))
    ),
    "access.directory_actions.change_unit": Deed(
        lambda work, it: checked.change_unit(
            work,
            it.ward.id,
            UnitFacts("Phường Mới", UnitKind.WARD, it.ward.code, parent_id=it.committee.id),
            soon(work),
        )
    ),
    "access.directory_actions.merge_units": Deed(
        lambda work, it: checked.merge_units(
            work, [it.ward.id], it.other_ward.id, soon(work), note="Sáp nhập"
        )
    ),
    "access.directory_actions.split_unit": Deed(
        lambda work, it: checked.split_unit(
            work, it.ward.id, [it.other_ward.id, it.committee.id], soon(work), note="Tách"
        )
    ),
    "access.directory_actions.abolish_unit": Deed(
        lambda work, it: checked.abolish_unit(work, it.ward.id, soon(work), note="Giải thể")
    ),
    "access.directory_actions.define_position": Deed(
        lambda work, it: checked.define_position(work, "Tổ trưởng")
    ),
    "access.directory_actions.add_person": Deed(
        lambda work, it: checked.add_person(
            work, it.ward.id, "Ngô Văn Mới", it.position.id, work.today
        )
    ),
    "access.directory_actions.change_person": Deed(
        lambda work, it: checked.change_person(
            work, it.person.id, "Ngô Văn Khác", email_local=None, phone="", work_number=None
        )
    ),
    "access.directory_actions.appoint": Deed(
        lambda work, it: checked.appoint(
            work, it.person.id, it.committee.id, it.position.id, work.today
        )
    ),
    "access.directory_actions.end_appointment": Deed(
        lambda work, it: checked.end_appointment(work, it.appointment.id, soon(work))
    ),
    "access.directory_actions.assign_responsibility": Deed(
        lambda work, it: checked.assign_responsibility(
            work, it.person.id, it.ward.id, ResponsibilityKind.IT_OFFICER, work.today
        )
    ),
    "access.directory_actions.end_responsibility": Deed(
        lambda work, it: checked.end_responsibility(
            work, it.ward.id, it.responsibility.id, soon(work)
        )
    ),
    "rosters.import_sheet": Deed(
        lambda work, it: rosters.import_sheet(work, "units", it.sheet)
    ),
    "rosters.preview_sheet": Deed(
        lambda work, it: rosters.preview_sheet(work, "units", it.sheet)
    ),
    "rosters.export_sheet": Deed(
        lambda work, it: rosters.export_sheet(work, "people")
    ),
    # -- identity: one's own account
    "identity.change_own_password": own(
        lambda work, it: identity.change_own_password(work, it.session(work), PASSWORD[::-1])
    ),
    "identity.rename_oneself": own(
        lambda work, it: identity.rename_oneself(work, "Khác"), "citizen"
    ),
    "identity.make_app_password": own(
        lambda work, it: identity.make_app_password(work, it.session(work), "Máy")
    ),
    "identity.revoke_app_password": others(
        lambda work, it: identity.revoke_app_password(work, it.app_password)
    ),
    "identity.start_totp": own(
        lambda work, it: identity.start_totp(work, it.session(work), "Tỉnh")
    ),
    "identity.finish_totp": own(
        lambda work, it: identity.finish_totp(
            work, it.session(work), pyotp.TOTP(it.started_totp).at(work.now)
        ),
        "other",
    ),
    "identity.stop_totp": own(
        lambda work, it: identity.stop_totp(work, it.session(work)), "almighty"
    ),
    "identity.renew_recovery_codes": own(
        lambda work, it: identity.renew_recovery_codes(work, it.session(work)), "almighty"
    ),
    "identity.remove_passkey": others(
        lambda work, it: identity.remove_passkey(work, it.session(work), it.passkey)
    ),
    "identity.sign_out_session": others(
        lambda work, it: identity.sign_out_session(work, it.other_session)
    ),
    "identity.sign_out_everywhere": own(lambda work, it: identity.sign_out_everywhere(work)),
    # -- authentication: a key of one's own
    "authentication.start_adding": own(
        lambda work, it: authentication.start_adding(work, it.session(work), PARTY)
    ),
    "authentication.finish_adding": own(
        lambda work, it: authentication.finish_adding(
            work, it.session(work), PARTY, "x", "{}", "Khóa"
        ),
        then="access.step_over",
    ),
    # -- mailboxes
    "mailboxes.open_personal": Deed(
        lambda work, it: mailboxes.open_personal(work, it.other.id, NEW, "Mới")
    ),
    "mailboxes.open_shared": Deed(
        lambda work, it: mailboxes.open_shared(
            work, it.ward.id, NEW, "Mới", kind=mailboxes.Kind.ROLE
        )
    ),
    "mailboxes.open_alias": Deed(lambda work, it: mailboxes.open_alias(work, NEW, SHARED)),
    "mailboxes.close": Deed(lambda work, it: mailboxes.close(work, SHARED)),
    "mailboxes.hold": Deed(lambda work, it: mailboxes.hold(work, SHARED, it.bystander.id)),
    "mailboxes.release": Deed(lambda work, it: mailboxes.release(work, SHARED, it.other.id)),
    "mailboxes.follow_directory": Deed(
        lambda work, it: mailboxes.follow_directory(work, "vinhlong.example")
    ),
    "mailboxes.follow_unit": Deed(
        lambda work, it: mailboxes.follow_unit(work, "vinhlong.example", it.ward.id)
    ),
    # -- messages
    "messages.send": others(
        lambda work, it: messages.send(work, it.mail_desk, it.written_mail)
    ),
    # -- procedures
    "procedures.load_revisions": system(
        lambda work, it: procedures.load_revisions(work, it.house.procedures)
    ),
    # -- documents
    "documents.draft": Deed(
        lambda work, it: documents.draft(work, it.ward.id, it.letter(it.committee))
    ),
    "documents.edit": Deed(
        lambda work, it: documents.edit(work, it.draft, it.letter(it.committee))
    ),
    "documents.attach": Deed(lambda work, it: documents.attach(work, it.draft, [it.laid()])),
    "documents.detach": Deed(lambda work, it: documents.detach(work, it.draft, it.draft_file)),
    "documents.submit": Deed(lambda work, it: documents.submit(work, it.draft)),
    "documents.cancel": Deed(lambda work, it: documents.cancel(work, it.draft, "Thôi")),
    "documents.check_content": Deed(lambda work, it: documents.check_content(work, it.submitted)),
    "documents.check_form": Deed(lambda work, it: documents.check_form(work, it.submitted)),
    "documents.send_back": Deed(lambda work, it: documents.send_back(work, it.submitted, "Sửa")),
    "documents.sign": Deed(lambda work, it: documents.sign(work, it.checked, SIGNATURE)),
    # -- outgoing
    "outgoing.issue": Deed(
        lambda work, it: outgoing.issue(work, it.house.calendar, it.signed)
    ),
    "outgoing.recall": Deed(lambda work, it: outgoing.recall(work, it.issued, "Nhầm")),
    "outgoing.set_desk": Deed(
        lambda work, it: outgoing.set_desk(work, it.ward.id, registers_itself=True)
    ),
    # -- incoming
    "incoming.register_paper": Deed(
        lambda work, it: incoming.register_paper(
            work, it.ward.id, Arrival("Bộ Nội vụ", "1/BNV-VP", None, "V/v kiểm tra")
        )
    ),
    "incoming.accept": Deed(lambda work, it: incoming.accept(work, it.arrived)),
    "incoming.register": Deed(lambda work, it: incoming.register(work, it.arrived)),
    "incoming.add_scans": Deed(
        lambda work, it: incoming.add_scans(work, it.arrived, [it.laid()])
    ),
    "incoming.return_to_sender": Deed(
        lambda work, it: incoming.return_to_sender(work, it.arrived, "Gửi nhầm")
    ),
    "incoming.direct": Deed(lambda work, it: incoming.direct(work, it.registered, "Giải quyết")),
    "incoming.assign": Deed(
        lambda work, it: incoming.assign(work, it.registered, lead="Phòng Kinh tế")
    ),
    "incoming.note_progress": Deed(
        lambda work, it: incoming.note_progress(work, it.assigned, "Đang làm")
    ),
    "incoming.complete": Deed(lambda work, it: incoming.complete(work, it.assigned, "Xong")),
    "incoming.answer": Deed(
        lambda work, it: incoming.answer(
            work, it.ward.id, it.assigned, it.letter(it.committee)
        )
    ),
    "incoming.agree_to_recall": Deed(
        lambda work, it: incoming.agree_to_recall(work, it.recalled)
    ),
    "incoming.refuse_recall": Deed(
        lambda work, it: incoming.refuse_recall(work, it.recalled, "Đã thi hành")
    ),
    # -- registers
    "registers.open_file": Deed(lambda work, it: registers.open_file(work, it.issued_file)),
    # -- services: officers
    "services.accept": Deed(lambda work, it: services.accept(work, it.received)),
    "services.assign": Deed(
        lambda work, it: services.assign(work, it.received, it.almighty.id)
    ),
    "services.note_payment": Deed(
        lambda work, it: services.note_payment(work, it.house, it.received)
    ),
    "services.ask_supplement": Deed(
        lambda work, it: services.ask_supplement(work, it.received, [Item("", "Ảnh")], "Thiếu")
    ),
    "services.approve": Deed(lambda work, it: services.approve(work, it.processing)),
    "services.refuse": Deed(lambda work, it: services.refuse(work, it.received, "Trái quy hoạch")),
    "services.stop": Deed(lambda work, it: services.stop(work, it.received, "Xin dừng")),
    "services.write_note": Deed(lambda work, it: services.write_note(work, it.received, "Đã gọi")),
    "services.reveal": Deed(lambda work, it: services.reveal(work, it.house, it.received)),
    # -- services: at one's own counter for somebody; online anybody may file, within limits
    "services.file_dossier": Deed(
        lambda work, it: services.file_dossier(
            work, it.house, Filing("1.013225", it.answers, laid(it), Channel.COUNTER)
        ),
        strangers=WITHOUT_ROLE,
    ),
    # -- services: applicants, by the secret on the receipt
    "services.withdraw": Deed(
        lambda work, it: services.withdraw(
            work, it.house, it.received, it.said(work, it.secrets[it.received])
        )
    ),
    "services.answer_supplement": Deed(
        lambda work, it: services.answer_supplement(
            work, it.house, it.supplement, it.said(work, it.secrets[it.supplement]), "Đây", []
        )
    ),
    # -- drafts: by the key in the link
    "drafts.attach": Deed(
        lambda work, it: drafts.attach(
            work, it.house, it.said(work, it.draft_link), laid(it)[0]
        )
    ),
    "drafts.detach": Deed(
        lambda work, it: drafts.detach(
            work, it.house, it.said(work, it.draft_link), it.draft_paper
        )
    ),
    "drafts.file_draft": Deed(
        lambda work, it: drafts.file_draft(work, it.house, it.said(work, it.draft_link))
    ),
}  # fmt: skip

TOOL = "a tool of actions, which have asked before they use it"
TWIN = "asks nobody: people come to it through its twin in access, which asks"
PROOF = "a tool of signing in, where the proof is the question"
WITHOUT_GRANT = {
    "access.require": "is the question itself",
    "audit.seal": "a daily duty; signs what is written",
    "audit.write": TOOL,
    "blobs.forget_unheld": "a daily duty; drops only files that nothing refers to",
    "blobs.forget_unnoted": "a daily duty; drops only files that belong to nothing",
    "blobs.keep_own": TOOL,
    "blobs.note_own": TOOL,
    "blobs.note": TOOL,
    "blobs.settle": TOOL,
    "blobs.take_in": TOOL,
    "documents.change_document": TOOL,
    "documents.hold": TOOL,
    "documents.keep_files": TOOL,
    "documents.keep_original": TOOL,
    "documents.note_statuses": TOOL,
    "documents.write_down": TOOL,
    "dossiers.add": TOOL,
    "dossiers.add_fact": TOOL,
    "dossiers.add_identifiers": TOOL,
    "dossiers.add_note": TOOL,
    "dossiers.add_papers": TOOL,
    "dossiers.change": TOOL,
    "dossiers.end_fact": TOOL,
    "dossiers.held": TOOL,
    "dossiers.held_by_applicant": "is the question itself: whose secret or account is it",
    "dossiers.keep_print": TOOL,
    "dossiers.make_out": TOOL,
    "dossiers.next_code": TOOL,
    "dossiers.next_form_number": TOOL,
    "dossiers.require": "is the question itself",
    "dossiers.tell_applicant": TOOL,
    "dossiers.tell_officers": TOOL,
    "dossiers.write_down": TOOL,
    "drafts.forget_expired": "a daily duty; drops only what has run out",
    "drafts.save_draft": "anybody may begin a draft; its link is a key nobody can guess",
    "identity.add_passkey": PROOF,
    "identity.change_account": TWIN,
    "identity.close_account": TWIN,
    "identity.device_known": PROOF,
    "identity.forget_old": "a daily duty; drops only what has run out",
    "identity.keep_password_up_to_date": PROOF,
    "identity.lock_account": TOOL,
    "identity.note_confirmed": PROOF,
    "identity.note_passkey_use": PROOF,
    "identity.open_account": TWIN,
    "identity.open_session": PROOF,
    "identity.own_account": "is a question itself",
    "identity.prove_by_code": PROOF,
    "identity.proven_owner": "is a question itself",
    "identity.register": PROOF,
    "identity.release_account": TWIN,
    "identity.reset_password": TWIN,
    "identity.reset_second_factor": TWIN,
    "identity.revoke_sessions": TWIN,
    "identity.sign_out": "ends the one session whose token is shown",
    "identity.speak_for": TWIN,
    "identity.suspend_account": TWIN,
    "identity.write_proof_down": PROOF,
    "incoming.announce": TOOL,
    "incoming.announce_recall": TOOL,
    "incoming.arrive": TOOL,
    "incoming.ask_back": TOOL,
    "incoming.close_answered": TOOL,
    "incoming.write_down": TOOL,
    "jobs.ask": TOOL,
    "jobs.done": TOOL,
    "jobs.failed": TOOL,
    "jobs.forget_done": "a daily duty; drops only what is done",
    "jobs.lease": TOOL,
    "jobs.try_again": TOOL,
    "messages.record_delivery": "the relay's own word on what it delivered",
    "services.forget_old": "a daily duty; drops only what has run out",
    "authentication.forget_old": "a daily duty; drops only what has run out",
    "storage.insert_or_leave": TOOL,
    "storage.next_number": TOOL,
    "turnstile.forget_old": "a daily duty; drops only what has run out",
    "turnstile.pass_by": TOOL,
}


def rooms() -> Iterator[tuple[str, ModuleType]]:
    for found in pkgutil.iter_modules(province.__path__):
        if found.ispkg and found.name != "directory":
            yield found.name, importlib.import_module(f"province.{found.name}")
    yield "access.directory_actions", checked


def takes_work(value: object) -> bool:
    if not inspect.isfunction(value):
        return False
    first = next(iter(inspect.signature(value, eval_str=True).parameters.values()), None)
    return first is not None and first.annotation is Work


def actions_of(room: ModuleType) -> set[str]:
    """Return the names of a room's public actions; of a file, those that stand in it."""
    own_names = [
        n for n, value in vars(room).items() if getattr(value, "__module__", "") == room.__name__
    ]
    names = getattr(room, "__all__", own_names)
    return {n for n in names if not n.startswith("_") and takes_work(getattr(room, n))}


class Watch:
    """Tells whether anything was committed to the scene's database."""

    def __init__(self, scene: Scene) -> None:
        path = scene.house.settings.database.removeprefix("sqlite:///")
        self.connection = sqlite3.connect(path)
        self.version = self._version()

    def _version(self) -> int:
        """SQLite counts up whenever another connection has committed a change."""
        [(version,)] = self.connection.execute("PRAGMA data_version")
        return int(version)

    def changed(self) -> bool:
        """Tell whether something was kept since the last look."""
        before, self.version = self.version, self._version()
        return self.version != before


@pytest.fixture
def watch(scene: Scene) -> Iterator[Watch]:
    found = Watch(scene)
    yield found
    found.connection.close()


class GoneBack(Exception):
    """Undoes a deed that was allowed."""


def test_every_action_is_tried_or_said_to_need_no_grant() -> None:
    found = {f"{name}.{action}" for name, room in rooms() for action in actions_of(room)}
    assert found == ACTIONS.keys() | WITHOUT_GRANT.keys()
    assert not ACTIONS.keys() & WITHOUT_GRANT.keys()


@pytest.mark.parametrize("name", ACTIONS)
def test_without_the_grant_nothing_is_done(scene: Scene, watch: Watch, name: str) -> None:
    deed = ACTIONS[name]
    for stranger in deed.strangers:
        with pytest.raises((Forbidden, NotFound, NotSignedIn)), scene.work(stranger) as work:
            deed.do(work, scene)
        assert not watch.changed(), f"{stranger} was refused, yet something was kept"


@pytest.mark.parametrize("name", ACTIONS)
def test_with_the_grant_it_is_done(scene: Scene, name: str) -> None:
    deed = ACTIONS[name]
    with pytest.raises((GoneBack, Refusal)) as raised, scene.work(deed.rightful) as work:
        deed.do(work, scene)
        raise GoneBack
    assert getattr(raised.value, "code", "") == deed.then


def test_the_watch_would_notice(scene: Scene, watch: Watch) -> None:
    with scene.work("nobody") as work:
        drafts.save_draft(work, scene.house, "1.013225", drafts.new_token(), {})
    assert watch.changed()
    assert not watch.changed()


# The directory asks nobody: it stands below access. People go through `access.directory_actions`
# for one change, through `rosters` for many. Identity asks nobody but the owner of an account:
# others go through `access`, who comes in through `authentication`.


def test_everything_that_changes_the_directory_has_a_twin_that_asks() -> None:
    assert actions_of(directory) <= actions_of(checked)


def test_everything_done_to_another_account_has_a_twin_that_asks() -> None:
    assert unasked(TWIN) <= actions_of(access)


def test_only_the_twins_the_rosters_and_the_demonstration_change_the_directory() -> None:
    asking = {"province/access/directory_actions.py", "province/rosters/taking_in.py"}
    assert not uses("directory", actions_of(directory), asking)


def test_only_access_and_signing_in_do_to_an_account_what_is_not_asked_there() -> None:
    asking = {"province/access/", "province/authentication/"}
    assert not uses("identity", unasked(TWIN) | unasked(PROOF) | unasked(TOOL), asking)


def unasked(why: str) -> set[str]:
    """Return the actions of identity that ask nothing, for a reason."""
    found = {name for name, said in WITHOUT_GRANT.items() if said == why}
    return {name.removeprefix("identity.") for name in found if name.startswith("identity.")}


def uses(room: str, names: set[str], allowed: set[str]) -> str:
    """Return, line by line, where else than in the room and some files its actions are used."""
    ours = tuple({*allowed, f"province/{room}/"})
    return "\n".join(
        f"{path}:{node.lineno}: {called}"
        for top in ("province", "api", "mail")
        for file in sorted((ROOT / top).rglob("*.py"))
        if not (path := str(file.relative_to(ROOT))).startswith(ours)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and (called := ast.unparse(node)).startswith(f"{room}.")
        and called.removeprefix(f"{room}.") in names
    )

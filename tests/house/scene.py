"""The demonstration province in the middle of a working day: one of everything, in every state.

Everything happens at one ward. Somebody may do every deed there is; a bystander works at the very
same ward and holds no role at all; a neighbour may do every deed, but at another ward. The clock
stands still, so that nothing is written for the mere passing of time.
"""

from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import pyotp

from province import (
    access,
    authentication,
    directory,
    documents,
    dossiers,
    drafts,
    identity,
    incoming,
    jobs,
    mailboxes,
    messages,
    outgoing,
    services,
)
from province.access import Role, store
from province.basics import NOBODY, SYSTEM, Actor, legal_day
from province.directory import ResponsibilityKind, Unit
from province.documents import Draft, Recipient
from province.house import House, deeds
from province.identity import Account, Session
from province.services import Item
from province.signing import Authority, Signature
from province.storage import Work
from tests.documents.cast import paper
from tests.services import cast

SHEET = (
    "Tên đơn vị,Loại đơn vị,Mã cơ quan cấp trên,Từ ngày\n"
    'Đội Thủy lợi,"Phòng, ban trực thuộc",H61,23/11/2026\n'
    'Đội Đê điều,"Phòng, ban trực thuộc",H61,23/11/2026\n'
)
PASSWORD = "con đò ngang sông Tiền"
SIGNATURE = Signature("Chủ tịch", Authority.TM, collective="Ủy ban nhân dân")
PDF = cast.PDF
SHARED = "hop@vinhlong.example"
HERE = "198.51.100.9"


@cache
def scan() -> bytes:
    """Return a PDF that can be read."""
    return paper("Danh sách công trình.")


@dataclass
class Scene:
    """Who is there, and one real thing for every deed."""

    house: House
    ward: Unit
    other_ward: Unit
    committee: Unit
    people: dict[str, Actor] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)  # their tokens, as browsers keep them
    things: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        """Return a thing of the scene by its name."""
        try:
            return self.things[name]
        except KeyError:
            raise AttributeError(name) from None

    def work(self, who: str) -> Any:
        """Open a work of one of the people."""
        return self.house.storage.work(self.people[who])

    def session(self, work: Work) -> Session:
        """Return the open session of who acts; who has none shows the bystander's."""
        name = next((n for n, one in self.people.items() if one == work.actor), "")
        token = self.sessions.get(name, self.sessions["bystander"])
        found = identity.signed_in(work.connection, token, work.now)
        assert found
        return found[0]

    def said(self, work: Work, secret: str) -> str:
        """Return a secret from the mouth of who knows it; others guess."""
        return secret if work.actor == self.people["almighty"] else "a" * len(secret)

    def letter(self, to: Unit, **changed: Any) -> Draft:
        """A letter to a unit."""
        written = Draft(
            type="cong-van",
            abstract="V/v kiểm tra công trình ven sông",
            body="Căn cứ tình hình thực tế;\nĐề nghị cơ quan phối hợp kiểm tra.",
            drafted_by="VP",
            recipients=(Recipient("", to.id),),
        )
        return replace(written, **changed)

    def laid(self) -> documents.Laid:
        """A PDF that can be read, laid down to be kept."""
        return documents.lay_down(self.house.settings.blobs, scan(), "a.pdf", bytes_most=2**20)


def open_scene(house: House) -> Scene:
    """Set the scene in a house that holds the demonstration province."""
    with house.storage.reading() as connection:
        today = legal_day(house.clock.now())
        units = {unit.short_name: unit for unit in directory.units_on(connection, today)}
        committee = directory.unit_by_code(connection, "H61", today)
    assert committee
    scene = Scene(house, units["Phường Long Châu"], units["Phường Tân Hạnh"], committee)
    _people(scene)
    _staff(scene)
    _keys(scene)
    _mail(scene)
    _outgoing(scene)
    _incoming(scene)
    _dossiers(scene)
    return scene


def _people(scene: Scene) -> None:
    with scene.house.storage.work(SYSTEM) as work:
        everything = Role("everything", "Mọi việc", "Mọi hành vi có trong hệ thống.", False, 99)
        store.put_role(work, everything)
        store.set_role_deeds(work, everything.code, deeds.GRANTABLE)
        for name in ("almighty", "bystander", "other", "neighbour"):
            unit_id = scene.other_ward.id if name == "neighbour" else scene.ward.id
            scene.things[name] = _open(work, f"{name}@vinhlong.example", unit_id=unit_id)
        access.give_role(work, scene.almighty.id, everything.code, None)
        access.give_role(work, scene.neighbour.id, everything.code, scene.other_ward.id)
        for kind in ("citizen", "company"):
            scene.things[kind] = _open(work, f"{kind}@thu.example", kind=kind)
    scene.people |= {"system": SYSTEM, "nobody": Actor("nobody", NOBODY.id, NOBODY.name)}
    for name in ("almighty", "bystander", "other", "neighbour", "citizen"):
        account: Account = scene.things[name]
        entered = authentication.sign_in(
            scene.house.storage, account.email, PASSWORD, address=HERE, agent="Firefox"
        )
        scene.sessions[name] = entered.token
        scene.people[name] = account.actor(HERE)


def _open(work: Work, email: str, *, kind: str = "staff", unit_id: int | None = None) -> Account:
    return access.open_account(
        work, email, f"Người {email}", kind=kind, unit_id=unit_id, password=PASSWORD,
        temporary=False,
    )  # fmt: skip


def _staff(scene: Scene) -> None:
    """Appoint somebody, give the other official a role; lock somebody out, shelve a job."""
    with scene.house.storage.work(SYSTEM) as work:
        person = directory.add_person(work, "Đỗ Văn Chứng", email_local="chungdv")
        position = directory.define_position(work, "Trưởng phòng")
        suspended = _open(work, "suspended@vinhlong.example", unit_id=scene.ward.id)
        access.suspend_account(work, suspended.id, "Nghỉ việc")
        scene.things |= {
            "person": person,
            "position": position,
            "appointment": directory.appoint(
                work, person.id, scene.ward.id, position.id, work.today
            ),
            "responsibility": directory.assign_responsibility(
                work, person.id, scene.ward.id, ResponsibilityKind.RECORDS_CLERK, work.today
            ),
            "sheet": SHEET.encode(),
            "suspended": suspended,
            "holding": access.give_role(work, scene.other.id, "editor", scene.ward.id),
            "job": _shelved(work),
        }


def _shelved(work: Work) -> jobs.Job:
    jobs.ask(work, "house.tidy", {})
    job = jobs.lease(work, "w", 60)
    assert job
    jobs.failed(work, job, "không nối được", for_good=True)
    return job


def _keys(scene: Scene) -> None:
    """Give a company's program its token, and officials keys beside their passwords."""
    with scene.house.storage.work(SYSTEM) as work:
        token, secret = access.issue_token(
            work, scene.company.id, "Máy của Sông Tiền", ["services.dossier.filed"]
        )
    scene.things |= {"token": token, "bearer": secret}
    program = Actor("token", str(token.id), token.name, scene.company.id, None, HERE)
    scene.people["program"] = program
    with scene.work("almighty") as work:
        session = scene.session(work)
        secret, _ = identity.start_totp(work, session, "Tỉnh")
        identity.finish_totp(work, session, pyotp.TOTP(secret).at(work.now))
    with scene.work("other") as work:
        session = scene.session(work)
        identity.make_app_password(work, session, "Thunderbird")
        [made] = identity.app_passwords_of(work.connection, scene.other.id)
        scene.things |= {
            "other_session": session.id,
            "app_password": made.id,
            "started_totp": identity.start_totp(work, session, "Tỉnh")[0],
            "passkey": identity.add_passkey(
                work, scene.other, "Điện thoại", credential_id="khoa", public_key=b"khoa",
                sign_count=0,
            ),
        }  # fmt: skip


def _mail(scene: Scene) -> None:
    """Open everybody's own mailbox and one the other official keeps, with a message in it."""
    settings = scene.house.settings
    with scene.house.storage.work(SYSTEM) as work:
        for name in ("almighty", "bystander", "other", "neighbour"):
            account: Account = scene.things[name]
            mailboxes.open_personal(work, account.id, account.email, account.name)
        mailboxes.open_shared(work, scene.ward.id, SHARED, "Hộp chung", kind=mailboxes.Kind.ROLE)
        mailboxes.hold(work, SHARED, scene.other.id)
    desk = messages.Desk(settings.blobs, settings.domain, 2**20, 2**20)
    storage, keeper = scene.house.storage, scene.people["other"]
    written = messages.Written(SHARED, SHARED, "", "Hẹn họp", "8 giờ")
    laid = messages.lay_down(storage, keeper, desk, written)
    another = messages.lay_down(storage, keeper, desk, written)
    with scene.work("other") as work:
        sent = messages.send(work, desk, laid)
        draft = messages.Draft(
            id=sent, at=work.now, sender=SHARED, sender_name="Hộp chung", to=[SHARED],
            subject="Hẹn họp", text="8 giờ",
        )  # fmt: skip
        content = messages.write(draft)
        messages.deliver(settings.maildirs, SHARED, content, unique=sent, at=work.now)
    scene.things |= {"sent": sent, "mail_desk": desk, "written_mail": another}


def _outgoing(scene: Scene) -> None:
    """Write a letter of the ward for every state up to issued."""
    folder, calendar = scene.house.settings.blobs, scene.house.calendar
    with scene.work("almighty") as work:
        letter = scene.letter(scene.committee)
        made = [documents.draft(work, scene.ward.id, letter) for _ in range(5)]
        [scene.things["draft_file"]] = documents.attach(work, made[0], [scene.laid()])
        for document_id in made[1:]:
            documents.submit(work, document_id)
        for document_id in made[2:]:
            documents.check_content(work, document_id)
            documents.check_form(work, document_id)
        for document_id in made[3:]:
            documents.sign(work, document_id, SIGNATURE)
        outgoing.issue(work, calendar, made[4])
    keep = outgoing.print_original(scene.house.storage, folder, {"id": made[4]})
    with scene.work("system") as work:
        keep(work)
        [main] = documents.files(work.connection, documents=[made[4]])
        scene.things["issued_file"] = main.id
    scene.things |= zip(("draft", "submitted", "checked", "signed", "issued"), made, strict=True)


def _incoming(scene: Scene) -> None:
    """Let letters of the committee come to the ward, and bring each to another state."""
    calendar = scene.house.calendar
    with scene.work("almighty") as work:
        came = []
        for _ in range(4):
            sent = documents.draft(work, scene.committee.id, scene.letter(scene.ward))
            documents.submit(work, sent)
            documents.check_content(work, sent)
            documents.check_form(work, sent)
            documents.sign(work, sent, SIGNATURE)
            outgoing.issue(work, calendar, sent)
            who, day = (work.connection, work.actor), work.today
            rows = incoming.inbox(*who, "waiting", day, day, unit_id=scene.ward.id)
            came.append(next(row.id for row in rows if row.document_id == sent))
        for incoming_id in came[1:3]:
            incoming.register(work, incoming_id)
        incoming.assign(work, came[2], lead="Phòng Kinh tế")
        outgoing.recall(work, sent, "Gửi nhầm")
    scene.things |= zip(("arrived", "registered", "assigned", "recalled"), came, strict=True)


def _dossiers(scene: Scene) -> None:
    """File dossiers at the ward as somebody without an account, and bring each to another state."""
    house = scene.house
    people = {"citizen": Actor("nobody", "nobody", "Khách", address="198.51.100.4")}
    desk = cast.House(house.settings, house.calendar, house.storage, scene.ward.id, 0, people)
    filed = [desk.file(site_commune=scene.ward.code) for _ in "123"]
    received, processing, supplement = (one.dossier for one in filed)
    with scene.work("almighty") as work:
        services.accept(work, processing.code)
        services.ask_supplement(work, supplement.code, [Item("", "Ảnh hiện trạng")], "Thiếu ảnh")
        paper = dossiers.whole_of(work.connection, received).papers[0]
        document = dossiers.whole_of(work.connection, received).forms[0]
    scene.things |= {
        "received": received.code, "processing": processing.code, "supplement": supplement.code,
        "secrets": {one.dossier.code: one.secret for one in filed},
        "paper": paper.id, "form": document.id, "papers": desk.papers_needed(),
        "answers": {**cast.ANSWERS, "site_commune": scene.ward.code},
    }  # fmt: skip
    _draft(scene)


def _draft(scene: Scene) -> None:
    token = drafts.new_token()
    with scene.work("nobody") as work:
        drafts.save_draft(work, scene.house, cast.HOUSE_PERMIT, token, scene.answers)
        for paper in dossiers.lay_down(scene.house, SYSTEM, scene.papers):
            drafts.attach(work, scene.house, token, paper)
        draft = drafts.draft_of(work.connection, scene.house, token)
    scene.things |= {"draft_link": token, "draft_paper": draft.papers[0].id}

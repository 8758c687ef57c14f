"""The mail rooms' cast: An keeps the province's registry, Bình works at the department."""

from dataclasses import dataclass

from province import access, directory, mailboxes
from province.basics import SYSTEM, Actor
from province.directory import ResponsibilityKind, UnitFacts, UnitKind
from province.storage import Storage, Work

DOMAIN = "vinhlong.example"
PASSWORD = "con do ngang song Tien 2026"
REGISTRY = "vanthu@vinhlong.example"
DEPARTMENT = "vanthu@sxd.vinhlong.example"
AN = "an@vinhlong.example"
BINH = "binh@vinhlong.example"
CHI = "chi@vinhlong.example"


@dataclass(frozen=True)
class Cast:
    """Ids of the units, and the people as actors."""

    province: int
    construction: int
    transport: int
    an: Actor  # reads her own mailbox and the province's registry
    binh: Actor  # reads his own mailbox and the department's registry
    chi: Actor  # reads her own mailbox only


def assemble(storage: Storage, *, password: str | None = None) -> Cast:
    """Open units, people, accounts and addresses in an empty database."""
    with storage.work(SYSTEM) as work:
        units = {
            name: directory.open_unit(work, facts, work.today).id
            for name, facts in {
                "province": UnitFacts("UBND tỉnh", UnitKind.PROVINCE, code="H61", email=REGISTRY),
                "construction": UnitFacts(
                    "Sở Xây dựng", UnitKind.DEPARTMENT, code="H61.17", email=DEPARTMENT
                ),
                "transport": UnitFacts(
                    "Sở Giao thông", UnitKind.DEPARTMENT, email=f"vanthu@sgt.{DOMAIN}"
                ),
            }.items()
        }
        an = _person(work, "Trần Thị An", AN, units["province"], password, clerk=True)
        binh = _person(work, "Lê Bình", BINH, units["construction"], password, clerk=True)
        chi = _person(work, "Phan Kim Chi", CHI, units["construction"], password, clerk=False)
        mailboxes.follow_directory(work, DOMAIN)
        mailboxes.open_alias(work, f"postmaster@{DOMAIN}", REGISTRY)
    return Cast(**units, an=an, binh=binh, chi=chi)


def _person(
    work: Work, name: str, email: str, unit_id: int, password: str | None, *, clerk: bool
) -> Actor:
    person = directory.add_person(work, name, email_local=email.partition("@")[0])
    if clerk:
        directory.assign_responsibility(
            work, person.id, unit_id, ResponsibilityKind.RECORDS_CLERK, work.today
        )
    account = access.open_account(
        work,
        email,
        name,
        person_id=person.id,
        unit_id=unit_id,
        password=password,
        temporary=False,
    )
    return account.actor("127.0.0.1")

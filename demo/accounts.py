"""Who can sign in to the demonstration province: the cast, a citizen, a company and its software.

The other officials have accounts without a password: an administrator gives them one.
"""

from demo.cast import CITIZEN, COMPANY, PASSWORD, STAFF
from demo.staff import People
from demo.units import UnitIds
from province import access, directory, mailboxes
from province.directory import Person
from province.storage import Work

# What the company's software may do; it holds no role.
TOKEN_DEEDS = ("services.dossier.filed",)


def open_accounts(work: Work, ids: UnitIds, cast: People, domain: str) -> str:
    """Open all accounts and mailboxes; return the secret of the company's token."""
    players = {person.id: kind for kind, person in cast.items()}
    account_ids = {
        players.get(person.id, ""): _open_staff(work, person, domain, known=person.id in players)
        for person in directory.all_people(work.connection)
    }
    for member in STAFF:
        for held in member.roles:
            access.give_role(
                work,
                account_ids[member.kind],
                held.role,
                ids[held.unit] if held.unit else None,
                subtree=held.below,
            )
    mailboxes.follow_directory(work, domain)
    for alias in ("lienhe", "postmaster"):  # RFC 5321 §4.5.1: somebody reads what servers report
        mailboxes.open_alias(work, f"{alias}@{domain}", f"vanthu@{domain}")
    _open_outsider(work, *CITIZEN[1:], kind="citizen")
    company_id = _open_outsider(work, *COMPANY[1:], kind="company")
    _, secret = access.issue_token(work, company_id, "Phần mềm nộp hồ sơ", TOKEN_DEEDS)
    return secret


def _open_staff(work: Work, person: Person, domain: str, *, known: bool) -> int:
    [appointment, *_] = directory.appointments_of(work.connection, person.id, work.today)
    return access.open_account(
        work,
        f"{person.email_local}@{domain}",
        person.full_name,
        person_id=person.id,
        unit_id=appointment.unit_id,
        password=PASSWORD if known else None,
        temporary=False,
    ).id


def _open_outsider(work: Work, name: str, email: str, *, kind: str) -> int:
    account = access.open_account(work, email, name, kind=kind, password=PASSWORD, temporary=False)
    mailboxes.open_personal(work, account.id, email, name)
    return account.id

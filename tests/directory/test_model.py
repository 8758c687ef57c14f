import pytest

from province.basics import Invalid
from province.directory import UnitFacts, UnitKind, normal_email_local, suggest_email_local


def test_facts_come_into_normal_form() -> None:
    facts = UnitFacts(
        "  Sở\u00a0 Xây dựng ",
        UnitKind("department"),
        code="000.00.17.h61",
        abbreviation=" S XD",
        phone="+84 270 3823 456",
        email="SXD@VinhLong.example",
        email_domain="SXD.vinhlong.example",
    ).tidied()
    assert facts.name == "Sở Xây dựng"
    assert (facts.code, facts.abbreviation, facts.phone) == ("H61.17", "SXD", "02703823456")
    assert (facts.email, facts.email_domain) == ("sxd@vinhlong.example", "sxd.vinhlong.example")
    assert facts.tidied() == facts


def test_every_wrong_field_has_its_sentence() -> None:
    wrong = UnitFacts(" ", UnitKind.DIVISION, code="61", phone="113", email="sxd", email_domain="x")
    with pytest.raises(Invalid) as refused:
        wrong.tidied()
    assert refused.value.code == "directory.unit.facts"
    assert set(refused.value.fields) == {"name", "code", "phone", "email", "email_domain"}


@pytest.mark.parametrize(
    ("name", "taken", "local"),
    [
        ("Nguyễn Văn An", set(), "annv"),
        ("Nguyễn Văn An", {"annv", "annv2"}, "annv3"),
        ("Đặng Thị Đào", set(), "daodt"),
        ("Sen", set(), "sen"),
        ("", set(), "canbo"),
        ("ភិរម្យ", set(), "canbo"),
    ],
)
def test_mailbox_names_follow_the_habit_of_offices(name: str, taken: set[str], local: str) -> None:
    assert suggest_email_local(name, taken) == local
    assert normal_email_local(local) == local


@pytest.mark.parametrize("typed", ["", ".an", "an..b", "hòa", "a b", "a@b", "x" * 65])
def test_what_is_no_mailbox_name_is_refused(typed: str) -> None:
    with pytest.raises(Invalid, match="email_local"):
        normal_email_local(typed)

"""What MAIL and RCPT say beside the address."""

import pytest

from mail import transaction
from mail.syntax import Rebuff, read_path
from mail.transaction import Transaction


def begin(parameters: str, *, extended: bool = True, signed_in: bool = False) -> Transaction:
    path = read_path(f"FROM:<an@x.example> {parameters}".strip(), "FROM")
    return transaction.begin(path, extended=extended, signed_in=signed_in)


def recipient(parameters: str, address: str = "an@x.example", *, extended: bool = True) -> object:
    path = read_path(f"TO:<{address}> {parameters}".strip(), "TO")
    return transaction.recipient(path, extended=extended, utf8=False, domain="x.example")


def test_parameters_of_mail_are_read() -> None:
    begun = begin("SIZE=1000 BODY=8bitmime SMTPUTF8 RET=hdrs ENVID=a+3Db")
    assert begun == Transaction("an@x.example", 1000, True, "HDRS", "a=b")
    assert begin("") == Transaction("an@x.example")
    assert begin("AUTH=<>", signed_in=True).sender == "an@x.example"


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ("SIZE=1e3", "501"),
        ("SIZE=" + "9" * 21, "501"),
        ("SIZE", "501"),
        ("BODY=BINARYMIME", "501"),
        ("SMTPUTF8=yes", "501"),
        ("RET=ALL", "501"),
        ("ENVID=", "501"),
        ("ENVID=a+zz", "501"),
        ("ENVID=" + "a" * 101, "501"),
        ("AUTH=<>", "555"),
        ("BY=100;R", "555"),
        ("X=1", "555"),
    ],
)
def test_parameters_of_mail_that_are_not_right(parameters: str, code: str) -> None:
    with pytest.raises(Rebuff, match=rf"^{code} 5\."):
        begin(parameters)


def test_without_ehlo_there_are_no_parameters() -> None:
    with pytest.raises(Rebuff, match=r"^555 "):
        begin("SIZE=1", extended=False)
    with pytest.raises(Rebuff, match=r"^555 "):
        recipient("NOTIFY=NEVER", extended=False)


def test_parameters_of_rcpt_are_read() -> None:
    found = recipient("NOTIFY=success,FAILURE ORCPT=rfc822;An+2Bx@y.example")
    assert found == transaction.Recipient(
        "an@x.example", "SUCCESS,FAILURE", "rfc822;An+x@y.example"
    )
    assert recipient("", "POSTMASTER") == transaction.Recipient("postmaster@x.example")


@pytest.mark.parametrize(
    ("parameters", "address", "code"),
    [
        ("NOTIFY=NEVER,SUCCESS", "an@x.example", "501"),
        ("NOTIFY=ALWAYS", "an@x.example", "501"),
        ("ORCPT=an@x.example", "an@x.example", "501"),
        ("ORCPT=a b;c", "an@x.example", "501"),
        ("ORCPT=rfc822;" + "a" * 501, "an@x.example", "501"),
        ("SIZE=1", "an@x.example", "555"),
        ("", "", "553"),
        ("", "root", "553"),
        ("", "trân@x.example", "553"),
    ],
)
def test_recipients_that_are_not_right(parameters: str, address: str, code: str) -> None:
    with pytest.raises(Rebuff, match=rf"^{code} 5\."):
        recipient(parameters, address)

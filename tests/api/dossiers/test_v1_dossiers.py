"""The API: filed exactly once, refused field by field, answered as the contract says."""

import base64
import json
from typing import Any

import jsonschema_rs
import pytest
from starlette.testclient import TestClient

from province import access, services
from province.basics import SYSTEM, secrecy
from province.services import Item
from tests.api.dossiers.conftest import Enter
from tests.services.cast import ANSWERS, HOUSE_PERMIT, PDF, House

API = "/api/v1"


def b64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def request_of(office: House, **changed: Any) -> dict[str, Any]:
    answers = {name: value for name, value in ANSWERS.items() if name != "case"}
    papers = [
        {
            "paper": one.paper_id,
            "name": one.name,
            "content_base64": b64(bytes(one.data)),  # type: ignore[arg-type]
        }
        for one in office.papers_needed()
    ]
    sent = {"procedure": HOUSE_PERMIT, "case": ANSWERS["case"], "answers": answers}
    return {**sent, "papers": papers, **changed}


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = answer.json()
    assert found["code"] == code
    return found


@pytest.fixture
def program(enter: Enter) -> TestClient:
    """A program without a token."""
    return enter()


@pytest.mark.parametrize("limits", [{"submissions_per_minute": 1}])
def test_who_files_too_often_leaves_no_file_on_the_disk(program: TestClient, office: House) -> None:
    assert program.post(f"{API}/dossiers", json=request_of(office)).status_code == 201
    kept = set(office.settings.blobs.rglob("*"))
    papers = [{**request_of(office)["papers"][0], "content_base64": b64(PDF + b"other")}]
    refused = program.post(f"{API}/dossiers", json=request_of(office, papers=papers))
    problem(refused, 429, "services.filing.too_often")
    assert set(office.settings.blobs.rglob("*")) == kept


@pytest.mark.parametrize("limits", [{"uploads_per_hour_bytes_most": 1000}])
def test_what_is_refused_counts_for_the_bound_of_a_network(
    program: TestClient, office: House
) -> None:
    papers = [{"paper": "land_right", "name": "a.pdf", "content_base64": b64(b"no PDF" * 100)}]
    sent = request_of(office, papers=papers)
    problem(program.post(f"{API}/dossiers", json=sent), 415, "blobs.kind_not_taken")
    refused = problem(program.post(f"{API}/dossiers", json=sent), 429, "services.papers.too_often")
    assert refused["extra"] == {"retry_seconds": 3600}


def test_a_dossier_filed_as_json_can_be_followed(program: TestClient, office: House) -> None:
    filed = program.post(f"{API}/dossiers", json=request_of(office))
    assert filed.status_code == 201
    told = filed.json()
    assert set(told) == {"code", "secret", "due_on", "receipt_url"}
    assert told["due_on"] == "2026-12-03"
    status = program.get(f"{API}/dossiers/{told['code']}", params={"secret": told["secret"]})
    assert status.json()["state"] == "received"
    assert status.json()["due_on"] == "2026-12-03"
    receipt = program.get(told["receipt_url"], headers={"Accept": "text/html"})
    assert receipt.status_code == 200
    assert told["code"] in receipt.text


def test_a_dossier_filed_as_a_form_with_files_is_the_same(
    program: TestClient, office: House
) -> None:
    answers = {name: value for name, value in ANSWERS.items() if name != "case"}
    data = {"procedure": HOUSE_PERMIT, "case": "private_house", "answers": json.dumps(answers)}
    files = [
        (f"papers.{one.paper_id}", (one.name, one.data, "application/pdf"))
        for one in office.papers_needed()
    ]
    filed = program.post(f"{API}/dossiers", data=data, files=files)
    assert filed.status_code == 201, filed.text


def test_the_same_key_gives_the_same_answer_and_another_body_a_409(
    program: TestClient, office: House
) -> None:
    key = {"Idempotency-Key": "don-2026-11-23-0001"}
    first, second = (
        program.post(f"{API}/dossiers", json=request_of(office), headers=key) for _ in range(2)
    )
    assert (second.status_code, second.json()) == (201, first.json())
    other = request_of(office)
    other["answers"]["applicant_name"] = "Lê Văn Khác"
    answer = program.post(f"{API}/dossiers", json=other, headers=key)
    problem(answer, 409, "services.filing_key.other_request")


def test_what_is_missing_is_named_field_by_field(program: TestClient, office: House) -> None:
    sent = request_of(office, papers=[])
    sent["answers"] |= {"applicant_phone": "12", "no_such_field": "x"}
    del sent["answers"]["applicant_name"]
    found = problem(program.post(f"{API}/dossiers", json=sent), 422, "services.dossier.incomplete")
    named = {"applicant_name", "applicant_phone", "no_such_field", "papers.house_drawings"}
    assert named <= set(found["errors"])


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        (b"{", 422, "http.not_json"),
        ('{"procedure": "nhà"}'.encode("utf-16"), 422, "http.not_utf8"),
        (b'{"procedure": "1.013225", "answers": {"a": "\\ud800"}}', 422, "http.not_text"),
        (b'{"procedure": "1.013225", "answers": {"a": NaN}}', 422, "http.not_json"),
        (b'{"procedure": "1.013225", "answers": {"a": 1e999}}', 422, "http.not_json"),
        (b'{"procedure": "x", "answers": {}}', 422, "http.not_as_declared"),
        (b'{"procedure": "1.013225", "answers": {"a": {"b": 1}}}', 422, "http.not_as_declared"),
        (b'{"procedure": "9.999999", "answers": {}}', 404, "procedures.procedure.unknown"),
        (b'{"procedure": "1.013225", "answers": {}, "x": 1}', 422, "http.not_as_declared"),
    ],
)
def test_malformed_requests_are_refused_plainly(
    program: TestClient, sent: bytes, status: int, code: str
) -> None:
    headers = {"Content-Type": "application/json"}
    problem(program.post(f"{API}/dossiers", content=sent, headers=headers), status, code)


def test_another_kind_of_body_is_not_taken(program: TestClient) -> None:
    headers = {"Content-Type": "text/csv"}
    problem(program.post(f"{API}/dossiers", content=b"a", headers=headers), 415, "http.media_type")


def test_hostile_files_are_refused_and_the_paper_named(program: TestClient, office: House) -> None:
    sent = request_of(office)
    sent["papers"][0]["content_base64"] = base64.b64encode(b"MZ" + PDF).decode()
    found = problem(program.post(f"{API}/dossiers", json=sent), 415, "blobs.executable")
    assert list(found["errors"]) == [f"papers.{sent['papers'][0]['paper']}"]
    sent["papers"][0]["content_base64"] = "???"
    problem(program.post(f"{API}/dossiers", json=sent), 422, "services.paper.not_base64")


@pytest.mark.parametrize("papers", [True, False])
def test_a_secrecy_mark_is_refused_and_no_file_kept(
    program: TestClient, office: House, papers: bool
) -> None:
    sent = request_of(office)
    sent["answers"]["site_address"] = "TUYỆT MẬT"
    if not papers:
        del sent["papers"]
    problem(program.post(f"{API}/dossiers", json=sent), 422, "basics.secrecy.marked")
    assert not list(office.settings.blobs.rglob("*"))


def test_answers_are_looked_through_once(
    program: TestClient, office: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[str | None] = []
    found_in = secrecy.found_in
    monkeypatch.setattr(
        secrecy, "found_in", lambda *said: looked_at.extend(said) or found_in(*said)
    )
    sent = request_of(office)
    assert program.post(f"{API}/dossiers", json=sent).status_code == 201
    assert looked_at.count(sent["answers"]["site_address"]) == 1


def test_a_company_files_with_its_token_and_needs_no_secret_afterwards(
    enter: Enter, office: House
) -> None:
    with office.storage.work(SYSTEM) as work:
        company = access.open_account(work, "cty@thu.example", "Công ty Cổ Chiên", kind="company")
        tokens = {
            name: access.issue_token(work, company.id, name, [deed])[1]
            for name, deed in (
                ("right", "services.dossier.filed"),
                ("wrong", "services.dossier.read"),
            )
        }
    program = enter()
    answers = {
        name: program.post(
            f"{API}/dossiers",
            json=request_of(office),
            headers={"Authorization": f"Bearer {token}"},
        )
        for name, token in tokens.items()
    }
    problem(answers["wrong"], 403, "access.not_granted")
    assert answers["right"].status_code == 201
    code = answers["right"].json()["code"]
    header = {"Authorization": f"Bearer {tokens['right']}"}
    assert program.get(f"{API}/dossiers/{code}", headers=header).status_code == 200


def test_a_wrong_secret_tells_nothing(program: TestClient, office: House) -> None:
    filed = office.file()
    for code, secret in ((filed.dossier.code, "AAAAAAAA"), ("H61.B2-261123-9999", filed.secret)):
        answer = program.get(f"{API}/dossiers/{code}", params={"secret": secret})
        problem(answer, 404, "services.look_up.unknown")
    odd = program.get(f"{API}/dossiers/%00%F0%9F%98%80", params={"secret": "x"})
    problem(odd, 404, "services.look_up.unknown")


def test_a_status_tells_supplement_and_result(program: TestClient, office: House) -> None:
    filed = office.file()
    code, query = filed.dossier.code, {"secret": filed.secret}
    with office.storage.work(office["desk"]) as work:
        services.accept(work, code)
        services.ask_supplement(work, code, [Item("", "Ảnh hiện trạng")], "Điều 54")
    asked = program.get(f"{API}/dossiers/{code}", params=query).json()
    assert (asked["state"], asked["due_at"]) == ("supplement", None)
    assert asked["supplement"]["items"] == [{"paper_id": "", "name": "", "what": "Ảnh hiện trạng"}]
    with office.storage.work(office["citizen"]) as work:
        services.answer_supplement(work, office, code, filed.secret, "Đây", [])
    with office.storage.work(office["chairman"]) as work:
        services.approve(work, code)
    done = program.get(f"{API}/dossiers/{code}", params=query).json()
    assert done["result"] == {
        "number": "01/GPXD",
        "verify_url": f"http://testserver/xac-minh/{code}",
    }


def test_procedures_and_units_are_told_as_the_contract_says(program: TestClient) -> None:
    contract = program.get("/openapi.json").json()
    for path, model in (
        (f"{API}/procedures", "ProcedureList"),
        (f"{API}/procedures/{HOUSE_PERMIT}", "ProcedureDetail"),
        (f"{API}/units", "UnitList"),
    ):
        answer = program.get(path)
        assert answer.status_code == 200
        schema = {"$ref": f"#/components/schemas/{model}", "components": contract["components"]}
        jsonschema_rs.validate(schema, answer.json())
    [permit] = program.get(f"{API}/procedures").json()["procedures"]
    assert permit["code"] == HOUSE_PERMIT
    units = program.get(f"{API}/units").json()["units"]
    assert {"H61", "H61.B2"} <= {unit["code"] for unit in units}
    problem(program.get(f"{API}/procedures/9.999999"), 404, "procedures.procedure.unknown")

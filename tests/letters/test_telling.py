"""People hear what concerns them, once, from the unit that decides; letters say what to do."""

from datetime import timedelta

from province import jobs, letters, sealing, services
from province.basics import SYSTEM
from province.dossiers import FormKind
from province.services import Item
from tests.directory.cast import rename
from tests.letters.cast import document, run_jobs
from tests.services.cast import House, everything_stored


def test_the_applicant_gets_each_form_once_from_the_deciding_unit(house: House) -> None:
    code = house.file().dossier.code
    with house.storage.work(house["desk"]) as work:
        services.accept(work, code)
        services.ask_supplement(work, code, [Item("", "Ảnh hiện trạng")], "Điều 54")
    sent = [one for one in run_jobs(house) if one["to"] == "hoa@thu.example"]
    assert {one["subject"].rpartition(":")[0] for one in sent} == {
        "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
        "Hồ sơ đã được tiếp nhận",
        "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
    }
    assert len(sent) == 3
    assert {one["from_unit_id"] for one in sent} == {house.ward}
    [asked] = [one for one in sent if "bổ sung, hoàn thiện" in one["subject"]]
    assert "1. Ảnh hiện trạng" in asked["text"]
    assert f"/ho-so/{code}/bo-sung" in asked["text"]
    assert [part["name"] for part in asked["attachments"]] == [f"phieu-bo-sung-{code}.pdf"]


def test_a_letter_names_the_unit_as_it_is_called_today(house: House) -> None:
    with house.storage.work(SYSTEM) as work:
        rename(work, house.ward, "UBND phường Mai Sau", work.today + timedelta(days=40))
    house.file()
    [told] = [one for one in run_jobs(house) if one["to"] == "hoa@thu.example"][:1]
    assert "Mai Sau" not in told["text"]


def test_officers_hear_of_new_dossiers_and_then_only_the_one_in_charge(house: House) -> None:
    filed = house.file()
    told = {one["to"] for one in run_jobs(house)} - {"hoa@thu.example"}
    assert told == {"andt@vinhlong.example"}
    with house.storage.work(house["officer"]) as work:
        services.assign(work, filed.dossier.code, house["officer"].account_id or 0)
        services.ask_supplement(work, filed.dossier.code, [Item("", "Ảnh")], "Thiếu ảnh")
    with house.storage.work(house["citizen"]) as work:
        services.answer_supplement(work, house, filed.dossier.code, filed.secret, "Đây", [])
    told = {one["to"] for one in run_jobs(house)} - {"hoa@thu.example"}
    assert told == {"chiendv@vinhlong.example"}


def test_two_events_told_late_are_two_letters(house: House) -> None:
    filed = house.file()
    with house.storage.work(house["officer"]) as work:
        services.assign(work, filed.dossier.code, house["officer"].account_id or 0)
    run_jobs(house)
    for _ in range(2):
        with house.storage.work(house["officer"]) as work:
            services.ask_supplement(work, filed.dossier.code, [Item("", "Ảnh")], "Thiếu ảnh")
        with house.storage.work(house["citizen"]) as work:
            services.answer_supplement(work, house, filed.dossier.code, filed.secret, "Đây", [])
    told = [one for one in run_jobs(house) if one["to"] == "chiendv@vinhlong.example"]
    assert len(told) == 2


def test_an_applicant_without_an_address_is_written_to_nowhere(house: House) -> None:
    house.file(applicant_email="")
    assert {one["to"] for one in run_jobs(house)} == {"andt@vinhlong.example"}


def test_no_letter_or_job_carries_secret_or_identity_number(house: House) -> None:
    filed = house.file()
    run_jobs(house)
    stored = everything_stored(house)
    assert filed.secret not in stored
    assert sealing.spaced_secret(filed.secret) not in stored
    assert "086185001234" not in stored


def test_a_job_done_twice_keeps_one_print_and_sends_one_letter(house: House) -> None:
    code = house.file().dossier.code
    made_out, _ = document(house, code, FormKind.RECEIPT)
    for _ in range(2):
        finish = letters.issue(house, {"document": made_out.id})
        with house.storage.work(SYSTEM) as work:
            finish(work)
    with house.storage.reading() as connection:
        sent = [job for job in jobs.waiting(connection) if job.kind == "notifications.send"]
    assert len(sent) == 1

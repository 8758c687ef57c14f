from datetime import UTC, date, datetime

import pytest

from province.basics.dates import date_long_vi, date_vi, instant_vi, parse_date, time_vi


def test_date_in_figures() -> None:
    assert date_vi(date(2026, 1, 5)) == "05/01/2026"


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 1, 5), "ngày 05 tháng 01 năm 2026"),
        (date(2026, 2, 10), "ngày 10 tháng 02 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2003, 6, 29), "ngày 29 tháng 6 năm 2003"),
        (date(2026, 12, 31), "ngày 31 tháng 12 năm 2026"),
    ],
)
def test_long_date_has_zeros_only_where_the_decree_wants_them(day: date, written: str) -> None:
    assert date_long_vi(day) == written


def test_instants_are_written_in_vietnamese_time() -> None:
    new_year = datetime(2025, 12, 31, 17, 5, tzinfo=UTC)
    assert time_vi(new_year) == "00 giờ 05 phút"
    assert instant_vi(new_year) == "00:05 01/01/2026"


@pytest.mark.parametrize("typed", ["5/1/2026", "05/01/2026", " 05-01-2026 ", "5.1.2026"])
def test_dates_are_read_day_first(typed: str) -> None:
    assert parse_date(typed) == date(2026, 1, 5)


@pytest.mark.parametrize("typed", ["2026-01-05", "2026-01-05 00:00:00"])
def test_dates_are_read_as_spreadsheets_give_them(typed: str) -> None:
    assert parse_date(typed) == date(2026, 1, 5)


@pytest.mark.parametrize("typed", ["", "31/02/2026", "5/1/26", "2026", "01/05", "hôm nay"])
def test_what_is_no_day_is_none(typed: str) -> None:
    assert parse_date(typed) is None

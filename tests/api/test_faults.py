"""Programs are told in Vietnamese what is wrong with each field, and its type beside."""

import re
from datetime import date
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from api import faults, openapi
from api.app import OPERATIONS
from province.basics import Invalid

ENGLISH = re.compile(r"\b(should|input|field|valid|must|string|or)\b", re.IGNORECASE)


class Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field("", min_length=2, max_length=5, pattern="^[a-z]*$")
    count: Annotated[int, Field(ge=1, le=9)] = 1
    kind: Literal["a", "b", "c"] = "a"
    day: openapi.Day | None = None
    until: date | None = None
    yes: bool = False
    price: float = 0
    rows: list[dict[str, str | int]] = Field([], max_length=2)


def refused(**sent: object) -> Invalid:
    with pytest.raises(Invalid) as found:
        openapi.checked(Sent, sent)
    return found.value


@pytest.mark.parametrize(
    ("sent", "field", "kind", "sentence"),
    [
        ({"name": "a"}, "name", "string_too_short", "Cần ít nhất 2 ký tự."),
        ({"name": "abcdef"}, "name", "string_too_long", "Dài quá 5 ký tự."),
        ({"name": "{x}"}, "name", "string_pattern_mismatch", "Chưa đúng mẫu ^[a-z]*$."),
        ({"count": 10}, "count", "less_than_equal", "Không được lớn hơn 9."),
        ({"count": "x"}, "count", "int_parsing", "Phải là một số nguyên."),
        ({"kind": "d"}, "kind", "literal_error", "các giá trị: 'a', 'b' hoặc 'c'."),
        ({"day": "1763856000"}, "day", "day", "Ngày phải được ghi như 2026-11-23."),
        ({"day": "2026-02-30"}, "day", "date_from_datetime_parsing", "Không có ngày này"),
        ({"other": 1}, "other", "extra_forbidden", "Mẫu không có trường này"),
        ({"rows": [{}, {}, {}]}, "rows", "too_long", "Nhiều nhất 2 mục."),
        ({"rows": [1]}, "rows.0", "dict_type", "Phải là một đối tượng JSON."),
        ({"rows": [{"a": None}]}, "rows.0.a.str", "string_type", "Phải là một chuỗi chữ."),
    ],
)
def test_each_fault_has_its_sentence_and_its_type(
    sent: dict[str, object], field: str, kind: str, sentence: str
) -> None:
    told = refused(**sent)
    assert sentence in told.fields[field]
    assert told.detail["types"][field] == kind  # type: ignore[index]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: f"{one.method} {one.path}")
@pytest.mark.parametrize("value", [None, -1, 1.5, "x" * 2000, True, [], [None], {"a": {}}])
def test_no_model_of_ours_answers_in_english(operation: openapi.Operation, value: object) -> None:
    for model in (operation.body, operation.form, operation.query):
        if model is None:
            continue
        names = [field.alias or name for name, field in model.model_fields.items()]
        try:
            openapi.checked(model, {**dict.fromkeys(names, value), "unheard_of": value})
        except Invalid as told:
            for said in told.fields.values():
                assert said != faults.OTHERWISE
                assert not ENGLISH.search(said)

"""What pydantic finds wrong with what a program sent, in Vietnamese, by its types of error."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

SENTENCES: Mapping[str, str] = {
    "missing": "Thiếu trường này.",
    "extra_forbidden": "Mẫu không có trường này; hãy bỏ đi.",
    "string_type": "Phải là một chuỗi chữ.",
    "string_too_short": "Cần ít nhất {min_length} ký tự.",
    "string_too_long": "Dài quá {max_length} ký tự.",
    "string_pattern_mismatch": "Chưa đúng mẫu {pattern}.",
    "int_type": "Phải là một số nguyên.",
    "int_parsing": "Phải là một số nguyên.",
    "int_parsing_size": "Số này quá lớn.",
    "int_from_float": "Phải là một số nguyên.",
    "float_type": "Phải là một số.",
    "float_parsing": "Phải là một số.",
    "finite_number": "Phải là một số hữu hạn.",
    "bool_type": "Phải là true hoặc false.",
    "bool_parsing": "Phải là true hoặc false.",
    "none_required": "Phải là null.",
    "greater_than": "Phải lớn hơn {gt}.",
    "greater_than_equal": "Không được nhỏ hơn {ge}.",
    "less_than": "Phải nhỏ hơn {lt}.",
    "less_than_equal": "Không được lớn hơn {le}.",
    "literal_error": "Chỉ nhận một trong các giá trị: {expected}.",
    "enum": "Chỉ nhận một trong các giá trị: {expected}.",
    "day": "Ngày phải được ghi như 2026-11-23.",
    "date_type": "Ngày phải được ghi như 2026-11-23.",
    "date_parsing": "Không có ngày này; ngày được ghi như 2026-11-23.",
    "date_from_datetime_parsing": "Không có ngày này; ngày được ghi như 2026-11-23.",
    "date_from_datetime_inexact": "Chỉ ghi ngày, không ghi giờ.",
    "dict_type": "Phải là một đối tượng JSON.",
    "model_type": "Phải là một đối tượng JSON.",
    "model_attributes_type": "Phải là một đối tượng JSON.",
    "list_type": "Phải là một danh sách.",
    "too_short": "Cần ít nhất {min_length} mục.",
    "too_long": "Nhiều nhất {max_length} mục.",
}
OTHERWISE = "Giá trị này chưa đúng mẫu; hãy xem tài liệu của API."


def sentences(problems: ValidationError) -> dict[str, str]:
    """Return a sentence for each field that is not right."""
    return {_field(one): _sentence(one["type"], one.get("ctx", {})) for one in problems.errors()}


def types(problems: ValidationError) -> dict[str, str]:
    """Return pydantic's error type for each field that is not right, for programs."""
    return {_field(one): one["type"] for one in problems.errors()}


def _field(problem: Mapping[str, Any]) -> str:
    return ".".join(map(str, problem["loc"])) or "body"


def _sentence(kind: str, told: Mapping[str, Any]) -> str:
    return SENTENCES.get(kind, OTHERWISE).format_map(
        {name: _vietnamese(str(value)) for name, value in told.items()}
    )


def _vietnamese(listed: str) -> str:
    """Return what may be chosen as Vietnamese list it: pydantic joins the last two by "or"."""
    return listed.replace("' or '", "' hoặc '")

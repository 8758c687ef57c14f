"""What rosters are made of: their headings, and what is told of taking one in."""

from dataclasses import dataclass

DEEDS = {"directory.sheet.imported": "Nhập danh mục từ tệp"}

UNIT_HEADINGS = {
    "code": "Mã định danh",
    "name": "Tên đơn vị",
    "short_name": "Tên viết gọn",
    "abbreviation": "Chữ viết tắt",
    "kind": "Loại đơn vị",
    "parent": "Mã cơ quan cấp trên",
    "address": "Địa chỉ",
    "phone": "Điện thoại",
    "email": "Thư điện tử",
    "email_domain": "Tên miền thư",
    "order": "Thứ tự",
    "confidence": "Độ tin cậy",
    "valid_from": "Từ ngày",
    "valid_to": "Đến trước ngày",
}
PEOPLE_HEADINGS = {
    "work_number": "Số hiệu",
    "full_name": "Họ và tên",
    "email_local": "Tên hộp thư",
    "phone": "Điện thoại",
}
APPOINTMENT_HEADINGS = {
    "work_number": "Số hiệu",
    "full_name": "Họ và tên",
    "unit": "Mã đơn vị",
    "unit_name": "Tên đơn vị",
    "position": "Chức vụ",
    "is_head": "Đứng đầu",
    "order": "Thứ tự",
    "valid_from": "Từ ngày",
    "valid_to": "Đến trước ngày",
}
HEADINGS = {
    "units": UNIT_HEADINGS,
    "people": PEOPLE_HEADINGS,
    "appointments": APPOINTMENT_HEADINGS,
}
REQUIRED = {"name", "kind", "full_name", "unit", "position"}  # columns no row may leave empty


@dataclass(frozen=True)
class RowFault:
    """What is wrong in one row."""

    row: int  # as the spreadsheet numbers it; the headings are row 1
    column: str  # the heading; "" when the row as a whole is meant
    sentence: str  # Vietnamese, what to put right


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or would have done but for its faults."""

    added: int
    changed: int
    unchanged: int
    faults: list[RowFault]
    written: bool  # False: nothing at all was written

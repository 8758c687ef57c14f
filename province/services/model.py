"""What officers and applicants do with dossiers, and the bounds of it."""

from datetime import timedelta

DEEDS: dict[str, str] = {
    "services.dossier.read": "Xem hồ sơ thủ tục của đơn vị",
    "services.dossier.entered": "Nhập hồ sơ nộp trực tiếp hoặc qua bưu chính",
    "services.dossier.accepted": "Tiếp nhận hồ sơ",
    "services.dossier.assigned": "Phân công chuyên viên thụ lý",
    "services.supplement.asked": "Yêu cầu bổ sung hồ sơ",
    "services.fee.paid": "Ghi nhận đã nộp phí, lệ phí",
    "services.dossier.approved": "Ký duyệt, cấp kết quả",
    "services.dossier.refused": "Từ chối giải quyết, nêu rõ lý do",
    "services.dossier.stopped": "Dừng giải quyết theo đề nghị",
    "services.note.written": "Ghi ý kiến nội bộ trong hồ sơ",
    "services.identity.revealed": "Xem đầy đủ số định danh, số điện thoại của người nộp",
}

APPLICANT_DEEDS: dict[str, str] = {  # written down, never granted: every applicant may
    "services.dossier.filed": "Nộp hồ sơ",
    "services.supplement.answered": "Nộp bổ sung",
    "services.dossier.withdrawn": "Rút hồ sơ",
}

DUE_SOON_WORKING_DAYS = 2
MISSES_WINDOW = timedelta(minutes=15)
MISSES_PER_ADDRESS_MOST = 20  # wrong pairs of code and secret within the window
FILING_KEYS_KEPT = timedelta(days=30)


def masked_name(name: str) -> str:
    """Return initials only, for public pages: `Nguyễn Thị Hường` → `N. T. H.`"""
    return " ".join(f"{part[0]}." for part in name.split())

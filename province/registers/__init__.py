"""The registers (sổ đăng ký): what was written and what came, read together.

The books the law wants printed and bound, with every number or the gap named; what of them waits
for whom; what the search may show to whom; and each file opened, with the reading written down.

Law: 30/2020/NĐ-CP Đ15, Đ16, Đ22, PL IV, PL VI III.3b, III.6d, III.6l, V
"""

from province.registers.books import BOOKS, Register, register
from province.registers.numbers import number_faults, number_gaps
from province.registers.reading import open_file
from province.registers.search import entry_for_search, ids_for_search, reader_keys
from province.registers.sheets import as_csv, as_pdf, as_xlsx
from province.registers.waiting import SOON_WORKING_DAYS, Waiting, waiting_for

__all__ = [
    "BOOKS",
    "SOON_WORKING_DAYS",
    "Register",
    "Waiting",
    "as_csv",
    "as_pdf",
    "as_xlsx",
    "entry_for_search",
    "ids_for_search",
    "number_faults",
    "number_gaps",
    "open_file",
    "reader_keys",
    "register",
    "waiting_for",
]

"""Numbers and money as Vietnamese documents write and speak them: `1.234.567,89`, `150.000 đồng`.

Money is a whole number of đồng everywhere: the currency has no minor unit.
"""

from decimal import ROUND_HALF_UP, Decimal

import vn_money

_SWAP_MARKS = str.maketrans(",.", ".,")
_BILLION = 10**9


def number_vi(value: int | float | Decimal, places: int | None = None) -> str:
    """Write with dots between thousands and a decimal comma; `places` rounds half away from zero.

    Without `places` a number keeps the decimals it has: 1234567.89 → `1.234.567,89`.
    """
    exact = Decimal(str(value))
    if not exact.is_finite():
        raise ValueError(f"not a number that can be written: {value!r}")
    if places is not None:
        exact = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{exact:,f}".translate(_SWAP_MARKS)


def money_vi(amount_dong: int) -> str:
    """Write an amount with its unit: 150000 → `150.000 đồng`."""
    return f"{number_vi(amount_dong)} đồng"


def money_in_words(amount_dong: int) -> str:
    """Speak an amount as receipts do: 150000 → `một trăm năm mươi nghìn đồng`.

    The vn-money library reads mốt, tư, lăm and linh rightly, but says `nghìn tỷ … tỷ` twice from
    a thousand tỷ on, where a provincial budget is `mười chín nghìn năm trăm tám mươi ba tỷ`; so
    the count of tỷ and what is below it are read apart.
    """
    if amount_dong < 0:
        return f"âm {money_in_words(-amount_dong)}"
    billions, below = divmod(amount_dong, _BILLION)
    if billions < 1000:
        return f"{vn_money.to_words(amount_dong)} đồng"
    tail = vn_money.to_words(_BILLION + below).removeprefix("một")  # " tỷ", then every gap spoken
    return f"{vn_money.to_words(billions)}{tail} đồng"

"""Printing: what leaves the house on paper, set by typst in our own fonts, and QR codes.

A template in `templates/` says how a form looks, `official.typ` how every official document does;
the data says the rest. The same data always gives the same bytes, so that a form printed again is
the form that was given out.

Law: 30/2020/NĐ-CP Đ8, PL I; 03/2025/TT-VPCP PL I
"""

from province.printing.qr import qr_svg
from province.printing.typesetting import pdf, template_names

__all__ = ["pdf", "qr_svg", "template_names"]

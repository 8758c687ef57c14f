"""Signing: in whose name a unit speaks on paper, and by whose hand.

A commune is named as its committee, a division under the body above it, as both were on the day
the paper speaks of; a head signs in the position held, a deputy for the head, anybody else on the
head's order.

Law: 30/2020/NĐ-CP Đ13, PL I
"""

from province.signing.naming import governing_name, official_name, place_of
from province.signing.signature import Authority, Signature
from province.signing.signers import signature_by, signature_lines, signer_of, suggested

__all__ = [
    "Authority",
    "Signature",
    "governing_name",
    "official_name",
    "place_of",
    "signature_by",
    "signature_lines",
    "signer_of",
    "suggested",
]

"""Signing: in whose name a unit speaks on paper, and by whose hand.

A commune is named as its committee, a division under the body above it; a head signs in the
position held, a deputy for the head, anybody else on the head's order.

Law: 30/2020/NĐ-CP Đ13, PL I
"""

from province.signing.naming import governing_name, official_name, place_of
from province.signing.signers import signature_lines, signer_of

__all__ = ["governing_name", "official_name", "place_of", "signature_lines", "signer_of"]

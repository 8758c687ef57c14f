"""Sealing: what identifies a person is encrypted at rest, found by a keyed hash, shown masked.

Values are sealed for one owner and open for that owner alone. Without the instance's secret the
database tells neither an identity number nor what a look-up secret is: that is computed, printed on
what its holder is given, and stored nowhere.

Law: 91/2025/QH15
"""

from province.sealing.keys import look_up_hash, look_up_secret, seal, unseal
from province.sealing.shown import masked, same_secret, spaced_secret

__all__ = [
    "look_up_hash",
    "look_up_secret",
    "masked",
    "same_secret",
    "seal",
    "spaced_secret",
    "unseal",
]

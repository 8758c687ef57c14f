"""Basics: what every room may lean on and nothing of which knows about a room.

Refusals, the clock, the actor, settings; Vietnamese text, numerals, dates and identifiers; the
working-day calendar; the look-out for state-secret marks.
"""

from province.basics import calendar, identifiers, secrecy, text
from province.basics.actor import NOBODY, SYSTEM, Actor
from province.basics.clock import VIETNAM, Clock, FrozenClock, SystemClock, legal_day
from province.basics.refusals import (
    Conflict,
    Forbidden,
    Gone,
    Invalid,
    NotFound,
    NotSignedIn,
    Refusal,
    StateSecret,
    TooLarge,
    TooMany,
    Unavailable,
    Unsupported,
)
from province.basics.settings import Settings, load_settings

__all__ = [
    "NOBODY",
    "SYSTEM",
    "VIETNAM",
    "Actor",
    "Clock",
    "Conflict",
    "Forbidden",
    "FrozenClock",
    "Gone",
    "Invalid",
    "NotFound",
    "NotSignedIn",
    "Refusal",
    "Settings",
    "StateSecret",
    "SystemClock",
    "TooLarge",
    "TooMany",
    "Unavailable",
    "Unsupported",
    "calendar",
    "identifiers",
    "legal_day",
    "load_settings",
    "secrecy",
    "text",
]

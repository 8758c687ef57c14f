"""Turnstile: how much people nobody knows may ask of us from one network in a while.

Whoever is signed in passes freely: what they do stands under their name. For everybody else each
gate counts by network, in the database, so that all processes count together. Many people may
share one address, and the limits leave room for that.
"""

from province.turnstile.actions import Gate, forget_old, pass_by, pass_first

__all__ = ["Gate", "forget_old", "pass_by", "pass_first"]

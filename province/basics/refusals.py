"""Refusals: every way the system says no, each with a reason a person can act on.

    Refusal
      Invalid            422  550 5.6.0   what was sent is not right
        Unsupported      415  550 5.6.1   a kind of content we do not take
        TooLarge         413  552 5.3.4   over a named limit
        StateSecret      422  550 5.7.1   marked as a state secret: nothing is stored
      NotSignedIn        401  530 5.7.0   we do not know who asks
      Forbidden          403  550 5.7.1   we know, and they may not
      NotFound           404  550 5.1.1   there is no such thing (or it is not theirs to see)
      Conflict           409  451 4.3.0   the world has moved on: someone else was first
      Gone               410  550 5.1.6   it was here and was withdrawn
      TooMany            429  450 4.7.1   too often; try again later
      Unavailable        503  451 4.3.2   a part of the house cannot answer now

A refusal is an answer, not a bug: the doors map it once (api/app.py, mail/listener.py). Anything
else that is raised is a bug and ends as a traceback in the log.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar


class Refusal(Exception):
    """Say no with a stable English code and a Vietnamese sentence.

    The sentence tells what happened, what to do, and that nothing was lost. `fields` maps the
    name of a form field to the sentence shown beside it; `detail` is for programs.
    """

    http: ClassVar[int] = 400
    smtp: ClassVar[str] = "550 5.0.0"

    def __init__(
        self,
        code: str,
        sentence: str,
        *,
        fields: Mapping[str, str] | None = None,
        detail: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(code, sentence)
        self.code = code
        self.sentence = sentence
        self.fields: Mapping[str, str] = MappingProxyType(dict(fields or {}))
        self.detail: Mapping[str, object] = MappingProxyType(dict(detail or {}))

    def __str__(self) -> str:
        return f"{self.code}: {self.sentence}"


class Invalid(Refusal):
    """What was sent is not right."""

    http = 422
    smtp = "550 5.6.0"


class Unsupported(Invalid):
    """A kind of content this door does not take."""

    http = 415
    smtp = "550 5.6.1"


class TooLarge(Invalid):
    """Over a limit; the sentence names the limit and its unit."""

    http = 413
    smtp = "552 5.3.4"


class StateSecret(Invalid):
    """Marked as a state secret: forbidden on connected networks, nothing of it is stored.

    Law: 117/2025/QH15
    """

    http = 422
    smtp = "550 5.7.1"


class NotSignedIn(Refusal):
    """We do not know who asks."""

    http = 401
    smtp = "530 5.7.0"


class Forbidden(Refusal):
    """We know who asks, and they may not."""

    http = 403
    smtp = "550 5.7.1"


class NotFound(Refusal):
    """There is no such thing, or it is not theirs to see: both answers look the same."""

    http = 404
    smtp = "550 5.1.1"


class Conflict(Refusal):
    """The world has moved on; `detail` says who was first and when."""

    http = 409
    smtp = "451 4.3.0"


class Gone(Refusal):
    """It was here and was withdrawn."""

    http = 410
    smtp = "550 5.1.6"


class TooMany(Refusal):
    """Too often; `detail["retry_seconds"]` says when to come back."""

    http = 429
    smtp = "450 4.7.1"


class Unavailable(Refusal):
    """A part of the house cannot answer now; asking again later may help."""

    http = 503
    smtp = "451 4.3.2"

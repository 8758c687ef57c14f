"""The actor: who does a deed, as the audit will remember them."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["account", "applicant", "token", "system", "nobody"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. Rights are not carried here: they are read when the deed is done."""

    kind: Kind
    id: str  # stable within its kind: an account's e-mail, a token's id, a part's name
    name: str  # as shown to people, e.g. "Trần Thị An"
    account_id: int | None = None  # set for accounts, and for tokens issued to an account
    unit_id: int | None = None  # the unit the actor speaks for now
    address: str = ""  # network address, for the audit only

    @property
    def signed_in(self) -> bool:
        """Tell whether we know a person or a program behind the actor."""
        return self.kind in ("account", "token")


SYSTEM = Actor("system", "system", "Hệ thống")
NOBODY = Actor("nobody", "nobody", "Khách")

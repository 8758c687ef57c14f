"""The HTTP door: the citizens' pages, the staff workspace and the JSON API.

Doors do not decide. Each parses what was sent, calls one action of one room, and presents the
answer; a refusal raised below is turned into a page or a problem document once, in `api.app`.
"""

from api import routing

routing.bound_numbers()  # before any room's routes are written down

"""The house: the one place that names every room.

Tables for the migrations, handlers for the jobs, registers for `verify`, entries for the index.
Rooms stay strangers to each other; what must know several of them is here.
"""

from province.house.house import ROOT, House, open_house

__all__ = ["ROOT", "House", "open_house"]

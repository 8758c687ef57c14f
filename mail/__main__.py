"""`python -m mail`: the mail part's process, on sockets the supervisor bound."""

import asyncio
import signal
import sys

from mail.listener import Role
from mail.service import serve
from mail.spool import SpoolBusy
from province.basics import load_settings
from province.house import open_house
from province.house.journal import start_log
from province.house.supervisor import inherited, say_ready, stop_with_supervisor


async def main() -> None:
    """Serve mail until SIGTERM."""
    stop_with_supervisor()
    start_log("mail")
    house = open_house(load_settings())
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    try:
        await serve(house, {role.value: inherited(role) for role in Role}, stop, ready=say_ready)
    except SpoolBusy as busy:
        sys.exit(str(busy))
    finally:
        house.storage.close()


if __name__ == "__main__":
    asyncio.run(main())

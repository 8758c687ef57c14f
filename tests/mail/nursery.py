"""A process that has imported everything and forks a mail part for each line it reads.

Starting Python anew for every kill would take longer than the test itself.
"""

import asyncio
import os
import sys

from mail.__main__ import main


def tell(number: int) -> None:
    """Say a number on a line."""
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            asyncio.run(main())
            os._exit(0)
        tell(child)
        tell(os.waitpid(child, 0)[1])

"""`python -m api`: the web process."""

import uvicorn

from api.app import create_app
from province.basics import load_settings
from province.house import open_house
from province.house.journal import start_log
from province.house.supervisor import inherited, say_ready, stop_with_supervisor

GRACE_SECONDS = 6  # answers under way at SIGTERM may take this long


class Server(uvicorn.Server):
    """uvicorn, telling the supervisor when it answers."""

    async def startup(self, sockets: list | None = None) -> None:  # type: ignore[type-arg]
        """Open for business, then say so."""
        await super().startup(sockets)
        say_ready()


def main() -> None:
    """Serve until SIGTERM."""
    stop_with_supervisor()
    settings = load_settings()
    start_log("web")
    config = uvicorn.Config(
        create_app(open_house(settings)),
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        forwarded_allow_ips="127.0.0.1",
    )
    Server(config).run(sockets=[inherited("http")])


main()

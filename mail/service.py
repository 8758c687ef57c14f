"""The mail part as a whole: listeners, spool and relay, from opened sockets to the last goodbye."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from socket import socket

import structlog

from mail import tls
from mail.conversation import Limits
from mail.listener import Door, Listener, Role
from mail.relay import Relay
from mail.spool import Spool
from province.house import House

CERTIFICATE_SECONDS = 60  # how often a renewed certificate is looked for
HANDOVER_SECONDS = 3600  # how often old hand-overs are forgotten
GOODBYE_SECONDS_MOST = 4  # for messages being received; then
DELIVERY_SECONDS_MOST = 3  # for messages being delivered: the whole stop takes 8 s at most

log = structlog.get_logger("mail")


async def serve(
    house: House,
    sockets: Mapping[str, socket],
    stop: asyncio.Event,
    *,
    limits: Limits | None = None,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Serve mail on sockets that listen already (`smtp`, `submission`, `submissions`) until `stop`.

    Raises: SpoolBusy when another process owns the spool.
    """
    name = house.settings.mail_host
    limits = limits or Limits(message_bytes_most=house.settings.message_bytes_most)
    certificate = tls.certificate(house.settings, name, house.clock.now())
    spool = Spool(house.settings.spool)
    relay = Relay(house, spool, name)
    door = Door(house, spool, name, certificate.context, limits, relay.wake)
    listeners = [Listener(Role(role), door) for role in sockets]
    chores = _begin_chores(relay, certificate, spool, house)
    for listener in listeners:
        await listener.open(sockets[listener.role])
    log.info("mail.open", roles=list(sockets), host=name)
    ready()
    await stop.wait()
    await asyncio.gather(*(listener.close(GOODBYE_SECONDS_MOST) for listener in listeners))
    for chore in chores:
        chore.cancel()
    await asyncio.gather(*chores, return_exceptions=True)
    await relay.finish(DELIVERY_SECONDS_MOST)
    await spool.close()
    log.info("mail.closed")


def _begin_chores(
    relay: Relay, certificate: tls.Certificate, spool: Spool, house: House
) -> list[asyncio.Task[None]]:
    async def load_certificate() -> None:
        certificate.refresh()

    async def forget_handovers() -> None:
        await spool.forget_handovers(house.clock.now())

    return [
        asyncio.create_task(relay.run()),
        asyncio.create_task(_every(CERTIFICATE_SECONDS, load_certificate)),
        asyncio.create_task(_every(HANDOVER_SECONDS, forget_handovers)),
    ]


async def _every(seconds: float, do: Callable[[], Awaitable[None]]) -> None:
    """Do a chore again and again; what goes wrong with it is said and tried again."""
    while True:
        try:
            await do()
        except Exception as problem:  # a certificate half written, a queue out of order
            log.error("mail.chore_failed", chore=do.__qualname__, exc_info=problem)
        await asyncio.sleep(seconds)

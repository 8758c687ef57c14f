"""Certificates: made for trying things out, kept while they last, loaded anew when they change."""

import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from mail import tls
from province.basics import load_settings

HOST = "mail.vinhlong.example"
DOMAIN = "vinhlong.example"
NOW = datetime.now(UTC)


def serial(path: Path) -> int:
    return x509.load_pem_x509_certificate(path.read_bytes()).serial_number


def handshake(context: ssl.SSLContext, authority: Path, name: str) -> int:
    """Shake hands over a pair of sockets; return the serial number of what was served."""
    ours, theirs = socket.socketpair()

    def serve() -> None:
        with context.wrap_socket(ours, server_side=True):
            pass

    thread = threading.Thread(target=serve)
    thread.start()
    trusting = ssl.create_default_context(cafile=str(authority))
    with trusting.wrap_socket(theirs, server_hostname=name) as client:
        served = client.getpeercert(binary_form=True)
    thread.join()
    assert served is not None
    return x509.load_der_x509_certificate(served).serial_number


def test_the_demonstration_certificate_is_trusted_through_its_authority(tmp_path: Path) -> None:
    settings = load_settings(_env_file=None, var=tmp_path)
    found = tls.certificate(settings, HOST, NOW)
    assert found.authority == tmp_path / "tls" / "ca.pem"
    for name in (HOST, DOMAIN, "localhost", "127.0.0.1", "::1"):
        assert handshake(found.context, found.authority, name) == serial(found.chain)
    assert found.key.stat().st_mode & 0o077 == 0


def test_it_is_kept_while_it_lasts(tmp_path: Path) -> None:
    chain, _, authority = tls.demonstration(tmp_path, HOST, DOMAIN, NOW)
    first = serial(chain), serial(authority)
    tls.demonstration(tmp_path, HOST, DOMAIN, NOW + timedelta(days=300))
    assert (serial(chain), serial(authority)) == first


@pytest.mark.parametrize(
    ("host", "days", "same_authority"),
    [("other.example", 0, True), (HOST, 380, True), (HOST, 3640, False)],
)
def test_it_is_made_anew_when_it_must(
    tmp_path: Path, host: str, days: int, same_authority: bool
) -> None:
    chain, _, authority = tls.demonstration(tmp_path, HOST, DOMAIN, NOW)
    first = serial(chain), serial(authority)
    tls.demonstration(tmp_path, host, DOMAIN, NOW + timedelta(days=days))
    assert serial(chain) != first[0]
    assert (serial(authority) == first[1]) is same_authority


def test_a_renewed_certificate_is_served_without_a_restart(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    chain, key, authority = tls.demonstration(theirs, HOST, DOMAIN, NOW)
    settings = load_settings(_env_file=None, var=tmp_path, tls_certificate=chain, tls_key=key)
    found = tls.certificate(settings, HOST, NOW)
    assert found.authority is None
    old = serial(chain)
    assert handshake(found.context, authority, HOST) == old
    chain.unlink()
    tls.demonstration(theirs, HOST, DOMAIN, NOW)
    found.loaded = (0.0, 0.0)  # the files may have changed within one tick of the file system
    found.refresh()
    assert handshake(found.context, authority, HOST) == serial(chain) != old

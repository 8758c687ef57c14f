"""TLS for the mail ports: the operator's certificate, or one of a demonstration authority.

The demonstration authority lives in `var/tls`; `ca.pem` is what a client is told to trust. Its
certificates are for trying things out: they name this machine and nothing in the world.
"""

import os
import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import structlog
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from province.basics import Settings

AUTHORITY_DAYS = 3650
SERVER_DAYS = 397  # clients refuse longer ones
RENEW_DAYS = 30  # before the end

log = structlog.get_logger("mail")


@dataclass
class Certificate:
    """A server's certificate on disk and the context that serves it."""

    chain: Path
    key: Path
    authority: Path | None  # what clients trust; None: they know the authority already
    context: ssl.SSLContext
    loaded: tuple[float, float] = (0.0, 0.0)  # when the files were changed last

    def refresh(self) -> None:
        """Load the files again when they have changed; connections under way keep the old ones."""
        changed = self.chain.stat().st_mtime, self.key.stat().st_mtime
        if changed != self.loaded:
            self.context.load_cert_chain(self.chain, self.key)
            self.loaded = changed
            log.info("mail.certificate_loaded", chain=str(self.chain))


def certificate(settings: Settings, host: str, now: datetime) -> Certificate:
    """Return the certificate in use, making a demonstration one when none is configured."""
    if settings.tls_certificate and settings.tls_key:
        chain, key, authority = settings.tls_certificate, settings.tls_key, None
    else:
        chain, key, authority = demonstration(settings.var / "tls", host, settings.domain, now)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    found = Certificate(chain, key, authority, context)
    found.refresh()
    return found


def demonstration(folder: Path, host: str, domain: str, now: datetime) -> tuple[Path, Path, Path]:
    """Return chain, key and authority of a certificate for this machine, made when needed."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    authority, authority_key = folder / "ca.pem", folder / "ca.key"
    chain, key = folder / "server.pem", folder / "server.key"
    if not _lasts(authority, now):
        _make_authority(authority, authority_key, domain, now)
        chain.unlink(missing_ok=True)
    if not _lasts(chain, now) or host not in _names(chain):
        _make_server(chain, key, authority, authority_key, host, domain, now)
    return chain, key, authority


def _lasts(path: Path, now: datetime) -> bool:
    if not path.exists():
        return False
    end = x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc
    return end > now + timedelta(days=RENEW_DAYS)


def _names(path: Path) -> list[str]:
    found = x509.load_pem_x509_certificate(path.read_bytes())
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return names.get_values_for_type(x509.DNSName)


def _make_authority(place: Path, key_place: Path, domain: str, now: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Demonstration CA of {domain}")])
    made = (
        _begun(name, name, key, now, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    _write(key_place, _pem(key), 0o600)
    _write(place, made.public_bytes(serialization.Encoding.PEM), 0o644)


def _make_server(
    place: Path,
    key_place: Path,
    authority: Path,
    authority_key: Path,
    host: str,
    domain: str,
    now: datetime,
) -> None:
    issuer = x509.load_pem_x509_certificate(authority.read_bytes())
    issuer_key = serialization.load_pem_private_key(authority_key.read_bytes(), None)
    assert isinstance(issuer_key, ec.EllipticCurvePrivateKey)
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    names: list[x509.GeneralName] = [x509.DNSName(n) for n in (host, domain, "localhost")]
    names += [x509.IPAddress(ip_address(address)) for address in ("127.0.0.1", "::1")]
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    made = (
        _begun(subject, issuer.subject, key, now, SERVER_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(identifier, critical=False)
        .sign(issuer_key, hashes.SHA256())
    )
    _write(key_place, _pem(key), 0o600)
    _write(place, made.public_bytes(serialization.Encoding.PEM), 0o644)


def _begun(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    now: datetime,
    days: int,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _write(place: Path, content: bytes, mode: int) -> None:
    """Write beside the place, then give it its name: nobody ever reads half a key."""
    fresh = place.with_name(place.name + ".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(place)

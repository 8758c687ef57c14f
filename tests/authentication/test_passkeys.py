"""Passkeys: both ceremonies, against an authenticator made here by hand."""

import hashlib
import json
import os
import struct
from dataclasses import dataclass, field, replace
from datetime import timedelta

import cbor2
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import func, select
from webauthn.helpers import bytes_to_base64url as b64

from province import authentication, identity
from province.authentication import RelyingParty
from province.authentication.tables import steps
from province.basics import (
    NOBODY,
    SYSTEM,
    Actor,
    Conflict,
    Forbidden,
    FrozenClock,
    NotFound,
    NotSignedIn,
    TooMany,
)
from province.storage import Storage
from tests.identity.cast import HOME, PASSWORD, People


@pytest.fixture
def storage(sqlite_storage: Storage) -> Storage:
    """Return one engine: what is proven here does not lie in the database."""
    return sqlite_storage


PARTY = RelyingParty("vinhlong.example", "Tỉnh Vĩnh Long", "https://vinhlong.example")
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """A security key: a key pair, a counter, and the two answers it can give (WebAuthn §6)."""

    verifies: bool = True  # asks for finger or PIN
    origin: str = PARTY.origin
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    credential_id: bytes = field(default_factory=lambda: os.urandom(32))
    counter: int = 0

    def create(self, options: str) -> str:
        """Answer a registration with attestation `none`."""
        asked = json.loads(options)
        public = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: public.x.to_bytes(32), -3: public.y.to_bytes(32)}
        attested = bytes(16) + struct.pack(">H", len(self.credential_id)) + self.credential_id
        data = self._data(asked["rp"]["id"], ATTESTED) + attested + cbor2.dumps(cose)
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        response = {
            "clientDataJSON": b64(self._client("webauthn.create", asked["challenge"])),
            "attestationObject": b64(attestation),
        }
        return self._credential(response)

    def get(self, options: str) -> str:
        """Answer an authentication."""
        asked = json.loads(options)
        self.counter += 1
        client = self._client("webauthn.get", asked["challenge"])
        data = self._data(asked["rpId"], 0)
        signed = data + hashlib.sha256(client).digest()
        response = {
            "clientDataJSON": b64(client),
            "authenticatorData": b64(data),
            "signature": b64(self.key.sign(signed, ec.ECDSA(hashes.SHA256()))),
        }
        return self._credential(response)

    def _data(self, party_id: str, flags: int) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(party_id.encode()).digest() + struct.pack(">BI", flags, self.counter)

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _credential(self, response: dict[str, str]) -> str:
        name = b64(self.credential_id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


def add(people: People, account: identity.Account, key: Authenticator) -> int:
    actor, token = people.enter(account)
    session = people.session(token)
    with people.storage.work(actor) as work:
        step, options = authentication.start_adding(work, session, PARTY)
    with people.storage.work(actor) as work:
        return authentication.finish_adding(
            work, session, PARTY, step, key.create(options), "Điện thoại"
        )


def sign_in(people: People, key: Authenticator) -> authentication.SignIn:
    step, options = authentication.start_passkey_sign_in(people.storage, PARTY, NOBODY, most=9)
    return authentication.passkey_sign_in(
        people.storage, PARTY, step, key.get(options), address=HOME, agent="x"
    )


def test_strangers_begin_so_many_sign_ins_a_minute(people: People, clock: FrozenClock) -> None:
    stranger = replace(NOBODY, address="203.0.113.5")

    def begin(actor: Actor) -> None:
        authentication.start_passkey_sign_in(people.storage, PARTY, actor, most=2)

    begin(stranger)
    begin(stranger)
    with pytest.raises(TooMany, match=r"passkey\.too_often"):
        begin(replace(stranger, address="::ffff:203.0.113.5"))
    with people.storage.reading() as connection:
        assert connection.execute(select(func.count()).select_from(steps)).scalar_one() == 2
    begin(replace(stranger, address="203.0.113.6"))
    clock.advance(timedelta(seconds=61))
    begin(stranger)


def test_a_passkey_opens_the_account_it_was_added_to(people: People) -> None:
    account, key = people.account("an"), Authenticator()
    add(people, account, key)
    for _ in range(2):
        entered = sign_in(people, key)
        actor = identity.actor_of_session(people.storage, entered.token, HOME)
        assert actor
        assert actor.account_id == account.id
        assert people.session(entered.token).second_factor_at
    with people.storage.reading() as connection:
        [kept] = identity.passkeys_of(connection, account.id)
    assert (kept.name, kept.sign_count) == ("Điện thoại", 2)


def test_the_browser_is_told_to_verify_and_which_keys_are_there_already(
    people: People,
) -> None:
    account, key = people.account("an"), Authenticator()
    add(people, account, key)
    actor, token = people.enter(account)
    with people.storage.work(actor) as work:
        _, options = authentication.start_adding(work, people.session(token), PARTY)
    asked = json.loads(options)
    assert [one["id"] for one in asked["excludeCredentials"]] == [b64(key.credential_id)]
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert asked["authenticatorSelection"]["residentKey"] == "required"


@pytest.mark.parametrize(
    "key",
    [Authenticator(verifies=False), Authenticator(origin="https://vinhlong.example.evil.example")],
    ids=["without finger or PIN", "from another website"],
)
def test_a_key_that_does_not_verify_or_a_foreign_page_adds_nothing(
    people: People, key: Authenticator
) -> None:
    account = people.account("an")
    with pytest.raises(NotSignedIn, match=r"passkey\.refused"):
        add(people, account, key)
    with people.storage.reading() as connection:
        assert identity.passkeys_of(connection, account.id) == []


def test_another_key_under_a_known_name_opens_nothing(people: People) -> None:
    key = Authenticator()
    add(people, people.account("an"), key)
    with pytest.raises(NotSignedIn):
        sign_in(people, Authenticator(credential_id=key.credential_id))
    with pytest.raises(NotSignedIn):
        sign_in(people, Authenticator())


def test_an_answer_opens_once(people: People) -> None:
    key = Authenticator()
    add(people, people.account("an"), key)
    step, options = authentication.start_passkey_sign_in(people.storage, PARTY, NOBODY, most=9)
    answer = key.get(options)
    authentication.passkey_sign_in(people.storage, PARTY, step, answer, address=HOME, agent="x")
    with pytest.raises(NotSignedIn, match="step_over"):
        authentication.passkey_sign_in(people.storage, PARTY, step, answer, address=HOME, agent="x")
    late, options = authentication.start_passkey_sign_in(people.storage, PARTY, NOBODY, most=9)
    with pytest.raises(NotSignedIn, match="refused"):
        authentication.passkey_sign_in(people.storage, PARTY, late, answer, address=HOME, agent="x")
    with pytest.raises(NotSignedIn, match="step_over"):  # a wrong answer spends the challenge, too
        authentication.passkey_sign_in(
            people.storage, PARTY, late, key.get(options), address=HOME, agent="x"
        )


def test_a_challenge_runs_out(people: People, clock: FrozenClock) -> None:
    key = Authenticator()
    add(people, people.account("an"), key)
    late, options = authentication.start_passkey_sign_in(people.storage, PARTY, NOBODY, most=9)
    clock.advance(timedelta(minutes=11))
    with pytest.raises(NotSignedIn, match="step_over"):
        authentication.passkey_sign_in(
            people.storage, PARTY, late, key.get(options), address=HOME, agent="x"
        )


def test_a_copied_key_is_noticed_by_its_counter(people: People) -> None:
    key = Authenticator()
    add(people, people.account("an"), key)
    copy = Authenticator(key=key.key, credential_id=key.credential_id)
    sign_in(people, key)
    sign_in(people, key)
    with pytest.raises(NotSignedIn):
        sign_in(people, copy)


@pytest.mark.parametrize("answer", ["", "[]", "{}", '{"id": 1}', '{"id": "x", "response": 3}'])
def test_nonsense_is_refused_and_not_a_bug(people: People, answer: str) -> None:
    step, _ = authentication.start_passkey_sign_in(people.storage, PARTY, NOBODY, most=9)
    with pytest.raises(NotSignedIn, match=r"passkey\.refused"):
        authentication.passkey_sign_in(people.storage, PARTY, step, answer, address=HOME, agent="x")


def test_removed_or_suspended_it_opens_nothing(people: People) -> None:
    account, key = people.account("an"), Authenticator()
    passkey_id = add(people, account, key)
    with people.storage.work(SYSTEM) as work:
        identity.suspend_account(work, account, "nghỉ")
    with pytest.raises(NotSignedIn):
        sign_in(people, key)
    with people.storage.work(SYSTEM) as work:
        identity.release_account(work, account)
    actor, token = people.enter(account)
    with people.storage.work(actor) as work:
        identity.remove_passkey(work, people.session(token), passkey_id)
    with pytest.raises(NotSignedIn):
        sign_in(people, key)
    with pytest.raises(NotFound), people.storage.work(actor) as work:
        identity.remove_passkey(work, people.session(token), passkey_id)


def test_one_key_is_added_once(people: People) -> None:
    account, key = people.account("an"), Authenticator()
    add(people, account, key)
    with pytest.raises(Conflict):
        add(people, account, key)


def test_a_passkey_confirms_its_owner_only(people: People, clock: FrozenClock) -> None:
    account, key, other = people.account("an"), Authenticator(), Authenticator()
    add(people, account, key)
    add(people, people.account("binh"), other)
    actor, token = people.enter(account)
    clock.advance(timedelta(minutes=20))
    with pytest.raises(Forbidden), people.storage.work(actor) as work:
        authentication.start_adding(work, people.session(token), PARTY)
    for used, opens in ((other, False), (key, True)):
        step, options = authentication.start_passkey_sign_in(people.storage, PARTY, NOBODY, most=9)
        answer = used.get(options)
        session = people.session(token)
        if opens:
            authentication.confirm_with_passkey(people.storage, session, PARTY, step, answer)
            continue
        with pytest.raises(NotSignedIn):
            authentication.confirm_with_passkey(people.storage, session, PARTY, step, answer)
    with people.storage.work(actor) as work:
        authentication.start_adding(work, people.session(token), PARTY)


@pytest.mark.parametrize(
    "address",
    ["https://203.0.113.8", "http://10.1.2.3:8080", "https://[2001:db8::1]", "http://tinh.example"],
)
def test_a_website_without_a_domain_or_https_has_no_passkeys(address: str) -> None:
    assert authentication.relying_party(address, "Tỉnh") is None


@pytest.mark.parametrize(
    ("address", "domain", "origin"),
    [
        ("https://vinhlong.example", "vinhlong.example", "https://vinhlong.example"),
        ("https://vinhlong.example:8443", "vinhlong.example", "https://vinhlong.example:8443"),
        ("http://localhost:8080", "localhost", "http://localhost:8080"),
        ("http://127.0.0.1:8080", "localhost", "http://localhost:8080"),
        ("http://[::1]:8080", "localhost", "http://localhost:8080"),
    ],
)
def test_a_passkey_knows_a_website_by_its_domain(address: str, domain: str, origin: str) -> None:
    found = authentication.relying_party(address, "Tỉnh")
    assert found == RelyingParty(domain, "Tỉnh", origin)


def test_password_sign_in_still_works_beside_a_passkey(people: People) -> None:
    account = people.account("an")
    add(people, account, Authenticator())
    assert authentication.sign_in(
        people.storage, account.email, PASSWORD, address=HOME, agent="x"
    ).token

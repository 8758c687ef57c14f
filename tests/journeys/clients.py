"""People and programs at work who, when no answer comes, ask again the same way until one does."""

import base64
import contextlib
import http.client
import itertools
import json
import random
import re
import smtplib
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlencode

from tests.running import Running
from tests.services.cast import ANSWERS, HOUSE_PERMIT, PDF

REGISTRY = "vanthu@vinhlong.example"
SECONDS_BETWEEN_DEEDS = 0.4  # of one client


@dataclass(frozen=True)
class Answer:
    """What a door said."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Clients:
    """Everybody who is at work, and what they were promised."""

    instance: Running  # as it was first started: addresses, logins and tokens stay
    ended: threading.Event = field(default_factory=threading.Event)
    numbers: Iterator[int] = field(default_factory=itertools.count)
    faults: list[str] = field(default_factory=list)  # answers nobody should get
    filed: dict[str, dict[str, Any]] = field(default_factory=dict)  # by Idempotency-Key
    accepted: set[str] = field(default_factory=set)  # codes
    approved: set[str] = field(default_factory=set)
    registered: set[str] = field(default_factory=set)  # numbers of letters
    taken: set[str] = field(default_factory=set)  # attempts to bring mail that were told 250
    looked_up: int = 0
    signed_in: dict[str, str] = field(default_factory=dict)  # an official's kind → session cookie

    def run(self) -> list[threading.Thread]:
        token = {"Authorization": f"Bearer {self.instance.ready['api_tokens']['company']}"}
        kinds = {
            "company": lambda: self.file(token),
            "stranger": lambda: self.file({}),
            "case_officer": lambda: self.accept(self.signed_in["case_officer"]),
            "ward_leader": lambda: self.approve(self.signed_in["ward_leader"]),
            "clerk": lambda: self.register(self.signed_in["clerk"]),
            "applicant": self.look_up,
            "server": self.bring_mail,
            "other server": self.bring_mail,
        }
        for official in ("case_officer", "ward_leader", "clerk"):
            self.signed_in[official] = self.sign_in(official)
        self.ward = self.code_of_ward()
        self.papers = self.papers_needed()
        threads = [
            threading.Thread(target=self.again_and_again, args=(work,), name=name, daemon=True)
            for name, work in kinds.items()
        ]
        for thread in threads:
            thread.start()
        return threads

    def again_and_again(self, work: Callable[[], None]) -> None:
        while not self.ended.wait(SECONDS_BETWEEN_DEEDS):
            try:
                work()
            except Exception as error:
                self.faults.append(repr(error))

    # -- asking until an answer comes

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Ask until the system answers; "come back later" is no answer yet."""
        while True:
            with contextlib.suppress(OSError, http.client.HTTPException):
                answer = self.ask_once(method, path, body, headers or {})
                if answer.status != 503:
                    return answer
            time.sleep(0.1)

    def ask_once(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        address = self.instance.http.removeprefix("http://")
        with closing(http.client.HTTPConnection(address, timeout=30)) as connection:
            connection.request(method, path, body or None, dict(headers))
            got = connection.getresponse()
            return Answer(got.status, got.headers, got.read())

    def press(self, path: str, cookie: str, **typed: Any) -> Answer:
        """Send a form as a browser does."""
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
        return self.ask("POST", path, urlencode(typed).encode(), headers)

    def expect(self, answer: Answer, *statuses: int) -> bool:
        if answer.status not in statuses:
            said = re.sub(r"\s+", " ", answer.body.decode("utf-8", "replace"))
            self.faults.append(f"{answer.status}: {said[:1500]}")
        return answer.status in statuses

    # -- what each of them does

    def sign_in(self, kind: str) -> str:
        """Return the cookie of somebody's session."""
        email, password = self.instance.login(kind)
        answer = self.press("/dang-nhap", "", email=email, password=password)
        assert answer.status == 303, answer.body
        cookies = answer.headers.get_all("Set-Cookie") or []
        return "; ".join(cookie.partition(";")[0] for cookie in cookies)

    def code_of_ward(self) -> str:
        units = self.ask("GET", "/api/v1/units").json()["units"]
        [code] = [unit["code"] for unit in units if "phường Long Châu" in unit["name"]]
        return str(code)

    def dossier(self, papers: list[dict[str, str]]) -> bytes:
        email, _ = self.instance.login("citizen")
        answers = {**ANSWERS, "site_commune": self.ward, "applicant_email": email}
        case = answers.pop("case")
        request = {"procedure": HOUSE_PERMIT, "case": case, "answers": answers, "papers": papers}
        return json.dumps(request).encode()

    def papers_needed(self) -> list[str]:
        """Return which papers a dossier needs: the system names them all when none is there."""
        content = {"Content-Type": "application/json"}
        refused = self.ask("POST", "/api/v1/dossiers", self.dossier([]), content)
        named = refused.json()["errors"]
        assert all(name.startswith("papers.") for name in named), named
        return [name.removeprefix("papers.") for name in named]

    def file(self, who: Mapping[str, str]) -> None:
        """File a dossier under a key."""
        key = f"key-{next(self.numbers)}"
        papers = [
            {
                "paper": paper,
                "name": f"{paper}.pdf",
                "content_base64": base64.b64encode(PDF + f"% {key} {paper}".encode()).decode(),
            }
            for paper in self.papers
        ]
        headers = {"Content-Type": "application/json", "Idempotency-Key": key, **who}
        answer = self.ask("POST", "/api/v1/dossiers", self.dossier(papers), headers)
        if self.expect(answer, 201):
            self.filed[key] = answer.json()

    def next_code(self, done: set[str], ready: set[str]) -> str | None:
        return next((code for code in sorted(ready) if code not in done), None)

    def codes(self) -> set[str]:
        return {one["code"] for one in list(self.filed.values())}

    def accept(self, cookie: str) -> None:
        """Accept a dossier; who hears that it has changed meanwhile has been heard before."""
        if code := self.next_code(self.accepted, self.codes()):
            path = f"/lam-viec/ho-so/{code}/tiep-nhan"
            if self.expect(self.press(path, cookie, version=1), 303, 409):
                self.accepted.add(code)

    def approve(self, cookie: str) -> None:
        """Sign a dossier's result."""
        if code := self.next_code(self.approved, set(self.accepted)):
            path = f"/lam-viec/ho-so/{code}/duyet"
            if self.expect(self.press(path, cookie, version=2), 303, 409):
                self.approved.add(code)

    def register(self, cookie: str) -> None:
        """Register a letter that came on paper; told that it is registered, be content."""
        number = f"{next(self.numbers) + 1}/STC-NS"
        answer = self.press(
            "/lam-viec/van-ban/den/moi",
            cookie,
            tac_gia="Sở Tài chính",
            so_ky_hieu=number,
            ngay="20/11/2026",
            trich_yeu=f"V/v quyết toán số {number}",
        )
        if self.expect(answer, 303, 409):
            self.registered.add(number)

    def look_up(self) -> None:
        """Look one's dossier up."""
        if known := list(self.filed.values()):
            one = random.choice(known)
            answer = self.ask("GET", f"/api/v1/dossiers/{one['code']}?secret={one['secret']}")
            if self.expect(answer, 200) and answer.json()["code"] == one["code"]:
                self.looked_up += 1

    def bring_mail(self) -> None:
        """Bring a message until it is taken: each attempt may arrive once, the taken one must."""
        number = next(self.numbers)
        for attempt in itertools.count():
            mark = f"{number}.{attempt}"
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self.bring(number, mark)
                self.taken.add(mark)
                return
            time.sleep(0.1)

    def bring(self, number: int, mark: str) -> None:
        message = EmailMessage()
        message["From"] = sender = "ai@ngoai.example"
        message["To"] = REGISTRY
        message["Subject"] = f"Thư số {number}"
        message["Message-ID"] = f"<{number}@ngoai.example>"
        message["X-Attempt"] = mark
        message.set_content("Kính gửi văn thư.\n" * (5000 if number % 5 == 0 else 5))
        host, port = self.instance.ready["smtp"]
        with smtplib.SMTP(host, port, timeout=30) as client:
            client.sendmail(sender, [REGISTRY], message.as_bytes(policy=policy.SMTP))

"""What a job's handler does when the world does not agree."""

import pytest

from province import jobs, messages
from province.basics import NOBODY, Invalid
from province.house import House, handlers


def test_a_sign_in_code_the_relay_never_takes_is_not_lost_silently(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {"email": "a@b.example", "name": "", "code": "123456", "minutes": 10}
    told["purpose"] = "register"
    with house.storage.work(NOBODY) as work:
        jobs.ask(work, "access.send_code", told)
    with house.storage.reading() as connection:
        waiting = jobs.waiting(connection)
    [job] = [one for one in waiting if one.kind == "access.send_code" and one.payload == told]
    monkeypatch.setattr(
        messages, "hand_over", lambda *_, **__: {"a@b.example": "550 5.1.1 no such user"}
    )
    with pytest.raises(Invalid, match=r"notification\.refused"):
        handlers.send_code(house, job)

"""What an instance takes before it is prepared: its var folder and its ports, alone."""

import os
import socket
import threading
from pathlib import Path
from typing import Any

import pytest

from province.basics import Settings, load_settings
from province.house.running import HANDED_DOWN, RUNS, Places, take_places

FREE = {f"{door}_port": 0 for door in ("http", "smtp", "submission", "submissions")}


def settings_for(var: Path, **changed: Any) -> Settings:
    return load_settings(var=var, **{**FREE, **changed})


def give_back(places: Places) -> None:
    os.close(places.hold)
    for one in places.sockets.values():
        one.close()


def test_ports_are_held_but_nobody_is_kept_waiting_before_all_is_prepared(tmp_path: Path) -> None:
    said: list[str] = []
    places = take_places(settings_for(tmp_path), said.append)
    assert places
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", places.http_port))
    taken = take_places(settings_for(tmp_path / "other", http_port=places.http_port), said.append)
    assert taken is None
    assert f"A port is taken: 127.0.0.1:{places.http_port}." in said[-1]
    assert "VL_HTTP_PORT" in said[-1]
    give_back(places)


def test_a_var_folder_serves_one_instance(tmp_path: Path) -> None:
    said: list[str] = []
    places = take_places(settings_for(tmp_path), said.append)
    assert places
    assert take_places(settings_for(tmp_path), said.append) is None
    assert said == [f"Another instance runs on {tmp_path}; stop it first, or set VL_VAR."]
    give_back(places)
    again = take_places(settings_for(tmp_path), said.append)
    assert again
    give_back(again)


def test_after_a_kill_the_ports_of_parts_that_still_end_are_waited_for(tmp_path: Path) -> None:
    said: list[str] = []
    left = socket.create_server(("127.0.0.1", 0))  # a part that finishes what it had begun
    settings = settings_for(tmp_path, smtp_port=left.getsockname()[1])
    (tmp_path / "running.lock").write_bytes(RUNS)
    ending = threading.Timer(0.5, left.close)
    ending.start()
    places = take_places(settings, said.append)
    ending.join()
    assert places, said
    assert said == []
    give_back(places)


def test_what_was_handed_down_is_taken_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(HANDED_DOWN, raising=False)
    settings = settings_for(tmp_path)
    places = take_places(settings, print)
    assert places
    places.hand_down()
    assert all(os.get_inheritable(one.fileno()) for one in places.sockets.values())
    found = take_places(settings, print)
    assert found
    assert (found.hold, found.http_port) == (places.hold, places.http_port)
    assert HANDED_DOWN not in os.environ
    for one in places.sockets.values():
        one.detach()
    give_back(found)


@pytest.mark.parametrize("address", ["203.0.113.7", "no such address", "::zz"])
def test_an_address_that_is_not_ours_is_told_as_such(tmp_path: Path, address: str) -> None:
    said: list[str] = []
    assert take_places(settings_for(tmp_path, bind=address), said.append) is None
    assert "VL_BIND" in said[-1]
    assert "taken" not in said[-1]


def test_a_var_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    said: list[str] = []
    (tmp_path / "var").touch()
    assert take_places(settings_for(tmp_path / "var"), said.append) is None
    assert "cannot be written" in said[-1]
    assert "VL_VAR" in said[-1]

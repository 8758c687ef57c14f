"""The door from outside: what it says, how it ends, and the environment it makes for itself."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import build
from tests.running import ROOT, environment

SECONDS_MOST = 60
PASSES_ON = {"bench", "test"}  # hand what they do not know to others
LOCKS = ("requirements.lock", "requirements-test.lock")


def run(*arguments: str, root: Path = ROOT, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the door of a checkout as an operator does, from somewhere else."""
    return subprocess.run(
        [sys.executable, str(root / "build.py"), *arguments],
        cwd="/", env={**os.environ, **more}, capture_output=True, text=True, timeout=SECONDS_MOST,
    )  # fmt: skip


def test_without_a_command_every_command_is_told_in_one_sentence() -> None:
    for arguments in ((), ("--help",)):
        done = run(*arguments)
        assert done.returncode == 0
        for name, sentence in build.COMMANDS.items():
            assert re.search(rf"^  {name} +{re.escape(sentence)}$", done.stdout, re.MULTILINE)


def test_an_unknown_command_is_answered_with_those_there_are() -> None:
    done = run("upp")
    assert done.returncode == 2
    assert all(name in done.stdout for name in build.COMMANDS)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", build.COMMANDS)
def test_each_command_tells_its_options_and_refuses_others(name: str, tmp_path: Path) -> None:
    told = run(name, "--help", VL_VAR=str(tmp_path))
    assert told.returncode == 0
    assert f"build.py {name}" in told.stdout
    if name not in PASSES_ON:
        assert run(name, "--no-such-option", VL_VAR=str(tmp_path)).returncode == 2
    assert not list(tmp_path.iterdir())


# One instance on a folder, one listener on a port


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A var folder with an empty database of the newest schema."""
    folder = tmp_path_factory.mktemp("build") / "var"
    done = run("migrate", VL_VAR=str(folder))
    assert done.returncode == 0, done.stderr
    assert "Database brought to the newest schema." in done.stdout
    return folder


def up(var: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return run("up", "--prepared", *arguments, **environment(var, **more))


@contextmanager
def instance(var: Path) -> Iterator[dict[str, object]]:
    """Keep an instance running, and yield what its ready file says."""
    ready = var / "ready.json"
    ready.unlink(missing_ok=True)
    process = subprocess.Popen(
        [sys.executable, "build.py", "up", "--prepared", "--ready-file", str(ready)],
        cwd=ROOT, env=environment(var), stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + SECONDS_MOST
        while not ready.exists():
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield json.loads(ready.read_text(encoding="utf-8"))
    finally:
        process.terminate()
        assert process.wait(SECONDS_MOST) == 0


def test_a_folder_has_one_instance_and_is_free_after_it(var: Path) -> None:
    with instance(var):
        second = up(var)
        assert second.returncode == 1
        assert f"Another instance runs on {var}" in second.stdout
        assert "Traceback" not in second.stderr
    with instance(var) as ready:
        assert str(ready["http"]).startswith("http://127.0.0.1:")


@pytest.mark.parametrize("name", ["HTTP", "SMTP", "SUBMISSION", "SUBMISSIONS"])
def test_a_taken_port_is_said(var: Path, name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = up(var, **{f"VL_{name}_PORT": str(taken.getsockname()[1])})
    assert done.returncode == 1
    assert "A port is taken" in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["doctor", "up", "verify", "migrate"])
def test_each_bad_setting_is_a_warning_with_a_hint(name: str, tmp_path: Path) -> None:
    bad = {"VL_HTTP_PORT": "many", "VL_SESSION_HOURS": "0"}
    done = run(name, VL_VAR=str(tmp_path / "var"), **bad)
    assert done.returncode == 1
    for setting in bad:
        assert re.search(rf"^W18 {setting} cannot be .*\n +→ Correct {setting}", done.stdout, re.M)
    assert done.stderr == ""
    assert not (tmp_path / "var").exists()


def test_a_ready_file_without_a_folder_is_told(var: Path) -> None:
    done = up(var, "--ready-file", str(var / "nowhere" / "ready.json"))
    assert done.returncode == 1
    assert f"There is no folder {var / 'nowhere'}" in done.stdout
    assert done.stderr == ""


def test_a_second_migration_says_that_nothing_was_to_do(var: Path) -> None:
    done = run("migrate", VL_VAR=str(var))
    assert done.returncode == 0
    assert done.stdout == "The database is at the newest schema.\n"


# The environment


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout that needs no package: the door, empty locks, and a refusal to import."""
    root = tmp_path / "checkout"
    (root / "province" / "basics").mkdir(parents=True)
    (root / "province" / "basics" / "__init__.py").write_text("class Refusal(Exception): ...\n")
    (root / "province" / "__init__.py").touch()
    shutil.copy(ROOT / "build.py", root)
    for name in LOCKS:
        (root / name).write_text("# nothing\n")
    return root


def test_the_environment_is_made_once_and_mended_when_it_is_half_made(checkout: Path) -> None:
    def doctor() -> subprocess.CompletedProcess[str]:
        return run("doctor", "--help", root=checkout, PIP_NO_INDEX="1")

    first = doctor()
    assert first.returncode == 0, first.stderr
    assert "Creating the environment" in first.stdout
    assert "Creating" not in doctor().stdout
    assert "Installing" not in doctor().stdout

    lock = checkout / "requirements.lock"
    lock.write_text("# nothing, said differently\n")
    newer = doctor()
    assert "Creating" not in newer.stdout
    assert "Installing 0 packages" in newer.stdout

    lock.write_text("no-such-package==1 --hash=sha256:" + "0" * 64 + "\n")
    broken = doctor()
    assert broken.returncode == 1
    assert "no-such-package" in broken.stdout
    assert "The packages could not be installed" in broken.stderr

    lock.write_text("# nothing again\n")
    shutil.rmtree(checkout / ".venv" / "lib")  # and somebody ended it half-way
    mended = doctor()
    assert mended.returncode == 0, mended.stderr
    assert "Creating the environment" in mended.stdout


# The locks


PINNED = (
    r"([a-z0-9][a-z0-9._-]*)==([\w.!+-]+)( ; [^\\]+)?"
    r"( \\\n {4}--hash=sha256:[0-9a-f]{64})+\s*"
)


def pinned(name: str) -> dict[str, str]:
    """Return the packages of a lock with their versions, and see that each has its hashes."""
    written = (ROOT / name).read_text(encoding="utf-8")
    found = {}
    for block in re.split(r"\n(?=\S)", re.sub(r"^\s*#.*\n?", "", written, flags=re.MULTILINE)):
        said = re.fullmatch(PINNED, block)
        assert said, f"{name}: {block[:80]}"
        found[said[1]] = said[2]
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_versions_and_hashes_and_no_place(name: str) -> None:
    assert len(pinned(name)) > 40
    written = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"://|index-url|find-links|trusted-host|@", written)


def test_the_locks_agree_and_hold_what_the_project_asks_for() -> None:
    small, large = (pinned(name) for name in LOCKS)
    assert small.items() <= large.items()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = project["dependencies"] + project["optional-dependencies"]["test"]
    names = {re.split(r"[\[<>=~!;\s]", one)[0].lower() for one in asked}
    assert names <= large.keys()

"""`hientai serve`: pages and worker come up together, and nothing is left behind, however it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from hientai.console.serve import known_names, port_is_free, static_mark


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def children_of(pid: int) -> list[int]:
    """The ids of the processes that a process has started."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == pid and fields[0] != "Z":
                found.append(int(entry.name))
    return found


def is_running(pid: int) -> bool:
    """True while a process lives (one that is only waited for does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until(condition: object, seconds: float = 60) -> bool:
    """Ask four times a second."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.25)
    return False


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A server on an empty database of its own, and its port."""
    port = free_port()
    environment = {key: value for key, value in os.environ.items() if key != "HIENTAI_DATABASE_URL"}
    command = [
        sys.executable,
        "-m",
        "hientai.console.main",
        "serve",
        "--no-demo",
        "--port",
        str(port),
        "--workers",
        "1",
    ]
    process = subprocess.Popen(
        command, env=environment | {"HIENTAI_VAR": str(tmp_path)}, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )  # fmt: skip
    yield process, port
    if process.poll() is None:
        process.kill()
        process.wait()


def status_of(port: int) -> int:
    """The status of the sign-in page, 0 while nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/dang-nhap/", timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_it_serves_and_leaves_nothing_behind(server: tuple[subprocess.Popen[str], int], number: signal.Signals) -> None:
    process, port = server
    assert wait_until(lambda: status_of(port) == 200 or process.poll() is not None)
    assert process.poll() is None, process.stdout and process.stdout.read()
    children = children_of(process.pid)
    assert len(children) == 2, "pages and worker"
    family = [*children, *(pid for child in children for pid in children_of(child))]
    process.send_signal(number)
    code = process.wait(timeout=30)
    assert code == (-signal.SIGKILL if number == signal.SIGKILL else 0)
    assert wait_until(lambda: not any(is_running(pid) for pid in family), 30)


def test_a_taken_port_is_seen() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert not port_is_free("127.0.0.1", taken.getsockname()[1])
    assert port_is_free("127.0.0.1", free_port())


def test_the_names_under_which_it_answers() -> None:
    assert known_names("127.0.0.1") == ["localhost", "127.0.0.1", "[::1]"]
    assert "10.0.0.7" in known_names("10.0.0.7") and "*" not in known_names("0.0.0.0")
    assert socket.gethostname() in known_names("0.0.0.0")


def test_static_files_are_gathered_anew_when_one_changes(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a")
    before = static_mark([tmp_path])
    assert static_mark([tmp_path]) == before
    (tmp_path / "a.css").write_text("ab")
    assert static_mark([tmp_path]) != before

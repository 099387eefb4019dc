"""The whole product for journeys: `hientai serve` over the small demo province, a real Chromium, and who signs in.

With HIENTAI_MANUAL=1 the journeys take the screenshots of docs/manual as they pass by.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from hientai.demo.accounts import PASSWORD
from tests.journeys.pictures import reduced

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
IMAGES = Path(__file__).resolve().parents[2] / "docs/manual/images"
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
LARGEST_IMAGE = 150 * 1024


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running installation with the small demo province in a folder of its own."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    folder, port = tmp_path_factory.mktemp("journeys"), free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HIENTAI_")}
    environment |= {"HIENTAI_VAR": str(folder), "HIENTAI_DATABASE_URL": f"sqlite:///{folder}/journeys.sqlite3"}
    command = [sys.executable, "-m", "hientai.console.main", "serve", "--size", "small", "--workers", "1",
               "--port", str(port)]  # fmt: skip
    with (folder / "serve.log").open("wb") as log:
        server = subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        if not answers(f"{address}/dang-nhap/", server, seconds=180):
            pytest.fail((folder / "serve.log").read_text("utf-8")[-3000:])
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def answers(url: str, server: subprocess.Popen[bytes], seconds: float) -> bool:
    """Wait until the address answers; False when the server ended or the time ran out."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    return False


@dataclass
class Visit:
    """Somebody at the screen: a page, the address, and all that the browser complained about."""

    page: Any
    site: str
    complaints: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Note errors of the console (a broken security policy is one) and what the server failed to answer."""
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "requestfailed", lambda r: None if "ERR_ABORTED" in (r.failure or "") else self.complaints.append(r.url)
        )

    def go(self, path: str) -> int:
        """Open a path; returns the status of the answer."""
        answer = self.page.goto(self.site + path)
        assert answer is not None
        return int(answer.status)

    @property
    def desks(self) -> dict[str, str]:
        """The navigation at the side: label → path."""
        links = self.page.locator(".ht-sidebar .ht-nav__link")
        pairs = links.evaluate_all("all => all.map(a => [a.textContent.trim(), a.getAttribute('href')])")
        return {str(label): str(path) for label, path in pairs}

    def shot(self, name: str) -> None:
        """Keep a picture for the manual when HIENTAI_MANUAL=1; one over 150 kB would be too heavy for it."""
        if os.environ.get("HIENTAI_MANUAL") != "1":
            return
        IMAGES.mkdir(parents=True, exist_ok=True)
        taken = self.page.screenshot(animations="disabled")
        canvas = self.page.context.new_page()
        small = reduced(canvas, taken)
        canvas.close()
        assert len(small) <= LARGEST_IMAGE, f"{name}.png is {len(small) // 1024} kB"
        (IMAGES / f"{name}.png").write_bytes(small)


@pytest.fixture(scope="session")
def signed_states(site: str, chromium: Any) -> dict[str, Any]:
    """The cookies of each login that has signed in, by user name: signing in costs a slow hash on purpose."""
    return {}


def sign_in(visit: Visit, username: str) -> None:
    """Type name and password at the front door."""
    visit.go("/dang-nhap/")
    visit.page.get_by_label("Tên đăng nhập").fill(username)
    visit.page.get_by_label("Mật khẩu").fill(PASSWORD)
    visit.page.get_by_role("button", name="Đăng nhập").click()
    visit.page.wait_for_url(visit.site + "/")


@pytest.fixture
def visit(site: str, chromium: Any, signed_states: dict[str, Any]) -> Iterator[Callable[..., Visit]]:
    """``visit("bantochuc")`` opens a window in which that login is signed in (None: nobody is).

    The test fails when any of its windows met an error in the console or an answer that never came.
    """
    opened: list[tuple[Any, Visit]] = []

    def open_window(username: str | None, *, viewport: dict[str, int] = DESK) -> Visit:
        state = signed_states.get(username or "")
        context = chromium.new_context(viewport=viewport, locale="vi-VN", storage_state=state)
        context.set_default_timeout(20_000)
        window = Visit(context.new_page(), site)
        window.watch()
        opened.append((context, window))
        if username is not None and state is None:
            sign_in(window, username)
            signed_states[username] = context.storage_state()
        return window

    yield open_window
    complaints = [text for _, window in opened for text in window.complaints]
    for context, _ in opened:
        context.close()
    assert complaints == []

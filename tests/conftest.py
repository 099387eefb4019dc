"""What every test stands on: Django when its settings exist, no network, and the pass on the second database."""

from __future__ import annotations

import atexit
import ipaddress
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from typing import Any

import django
import pytest
from django.conf import settings

# Files that the product writes while tested (secret key, uploads, exports) go to a folder of each process, and vanish.
VAR = tempfile.mkdtemp(prefix="hientai-tests-")
os.mkdir(f"{VAR}/static")  # WhiteNoise warns about a folder that is not there
atexit.register(shutil.rmtree, VAR, ignore_errors=True)
os.environ["HIENTAI_VAR"] = VAR
# Set up here and not through pytest's own setting, which would load the settings before the folder is known.
os.environ["DJANGO_SETTINGS_MODULE"] = "hientai.config.settings"
django.setup()
if "PYTEST_XDIST_WORKER" not in os.environ:
    del os.environ["DJANGO_SETTINGS_MODULE"]  # a parallel worker inherits this process's variables: it does the same
# Playwright's event loop lives in the thread of the browser tests; Django would take it for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

DATABASE_FIXTURES = {
    "db", "transactional_db", "django_db_setup", "live_server",
    "django_db_serialized_rollback", "django_db_reset_sequences",
}  # fmt: skip


class NetworkForbidden(RuntimeError):
    """A test reached for another machine; the product works without a network, so its tests do too."""


def is_local(host: object) -> bool:
    """True for loopback addresses and for the names that mean this machine."""
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    text = host.decode(errors="replace") if isinstance(host, bytes) else str(host)
    try:
        return ipaddress.ip_address(text.split("%")[0]).is_loopback
    except ValueError:
        return False


def forbid_network(event: str, arguments: tuple[Any, ...]) -> None:
    """Audit hook: connecting, sending or looking up a name is allowed on Unix sockets and loopback only."""
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        if isinstance(address, tuple) and not is_local(address[0]):
            raise NetworkForbidden(f"{event} {address!r}")
    elif event == "socket.getaddrinfo" and not is_local(arguments[0]):
        raise NetworkForbidden(f"{event} {arguments[0]!r}")


sys.addaudithook(forbid_network)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A real Chromium, one for all browser tests of a process: Playwright's loop may run only once."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--database-only`: the second pass, on the other database, leaves out tests that touch none."""
    parser.addoption("--database-only", action="store_true", help="only tests that touch a database")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Hash test passwords cheaply: the real hash is slow on purpose, and each signed-in test would pay for it."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def let_the_audit_be_emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """A transactional test empties every table when it ends: the audit's refusal stands aside for that."""
    marker = request.node.get_closest_marker("django_db")
    empties = bool({"transactional_db", "live_server"} & set(request.fixturenames))
    if not (empties or (marker is not None and marker.kwargs.get("transaction"))):
        yield
        return
    request.getfixturevalue("transactional_db")  # set up first, so that it is torn down after us
    yield
    from hientai.base.audit.triggers import lift_refusals

    lift_refusals()


def touches_database(item: pytest.Item) -> bool:
    """True when the test asks for a database by marker, by fixture, or by being a Django TestCase."""
    if item.get_closest_marker("django_db") is not None:
        return True
    if DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())):
        return True
    kind = getattr(item, "cls", None)
    return kind is not None and any(base.__name__ == "TransactionTestCase" for base in kind.__mro__)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what `--database-only` does not want."""
    if not config.getoption("--database-only"):
        return
    kept = [item for item in items if touches_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if not touches_database(item)])
    items[:] = kept

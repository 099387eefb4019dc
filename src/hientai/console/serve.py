"""`hientai serve`: the whole product on one machine: database, demo province, pages, worker.

The parent only prepares and watches; pages come from granian, jobs from `hientai worker`, both its children. They
stop with it: on Ctrl-C and SIGTERM in order, and by the kernel's hand should the parent be killed outright.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import hashlib
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

# Settings are read after this command has said which static files it serves; see prepare().
NEEDS_DJANGO = False
GRACE_SECONDS = 12.0
DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux
GET_ADDRESS = 0x8915  # SIOCGIFADDR of Linux


def register(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("serve", help="chạy toàn bộ phần mềm: cơ sở dữ liệu, tỉnh mẫu, trang web, việc nền")
    parser.add_argument("--host", default="127.0.0.1", help="địa chỉ lắng nghe (mặc định chỉ máy này: 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="cổng (mặc định 8000)")
    parser.add_argument("--no-demo", action="store_true", help="không dựng tỉnh mẫu khi cơ sở dữ liệu trống")
    parser.add_argument("--size", choices=("small", "province", "region"), default="province", help="cỡ tỉnh mẫu")
    parser.add_argument("--workers", type=int, default=2, help="số tiến trình phục vụ trang (mặc định 2)")
    parser.set_defaults(handler=handle)


def handle(arguments: argparse.Namespace) -> int:
    """Prepare, start both children, print where to go, and watch until told to stop."""
    started = time.monotonic()
    stop = threading.Event()
    if not port_is_free(arguments.host, arguments.port):
        tell(f"Cổng {arguments.port} đang bận. Chọn cổng khác, ví dụ: make run PORT={arguments.port + 1}")
        return 1
    environment = prepare(arguments)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    pages = start(page_command(arguments), environment)
    worker = start([sys.executable, "-m", "hientai.console.main", "worker"], environment)
    try:
        if not wait_for_port(arguments.host, arguments.port, pages, stop):
            if not stop.is_set():
                tell("Máy chủ trang không khởi động được; xem các dòng ở trên.")
            return 0 if stop.is_set() else 1
        announce(arguments, time.monotonic() - started)
        return watch(pages, worker, environment, stop)
    finally:
        stop_all()


def tell(text: str) -> None:
    """A line for the person at the terminal."""
    print(text, file=sys.stderr, flush=True)


def prepare(arguments: argparse.Namespace) -> dict[str, str]:
    """Database, demo province and static files; returns the environment of the children."""
    os.environ.setdefault("HIENTAI_MANIFEST", "1")
    from hientai.console.main import set_up_django

    set_up_django()
    from django.conf import settings
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    if not arguments.no_demo:
        build_demo_when_empty(arguments.size)
    if os.environ["HIENTAI_MANIFEST"] == "1":
        collect_when_stale()
    environment = dict(os.environ)
    if not (os.environ.get("HIENTAI_ALLOWED_HOSTS") or settings.CONFIG.get("allowed_hosts")):
        environment["HIENTAI_ALLOWED_HOSTS"] = ",".join(known_names(arguments.host))
    from django.db import connections

    connections.close_all()
    return environment


def build_demo_when_empty(size: str) -> None:
    """Build the demo into a database without people and accounts: wholly or, when interrupted, not at all."""
    from django.db import transaction

    from hientai.access.models import User
    from hientai.demo.build import build_demo
    from hientai.officials.models import Official
    from hientai.org.models import Unit

    if Official.objects.exists() or User.objects.exists() or Unit.objects.exists():
        return
    tell("Dựng tỉnh mẫu (dữ liệu hư cấu), chỉ lần đầu:")
    with transaction.atomic():
        build_demo(size, tell=lambda text: tell(f"  · {text}"))


def collect_when_stale() -> bool:
    """Gather, name by content and compress the static files when one has changed; tells whether it did."""
    from django.conf import settings
    from django.core.management import call_command

    root = Path(settings.STATIC_ROOT)
    stamp = root / ".stamp"
    mark = static_mark([Path(folder) for folder in settings.STATICFILES_DIRS])
    if stamp.is_file() and stamp.read_text("utf-8") == mark:
        return False
    tell("Chuẩn bị tệp giao diện")
    root.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(mark, "utf-8")
    return True


def static_mark(folders: list[Path]) -> str:
    """What changes when a static file does: a hash over names, sizes and times."""
    sha = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                facts = path.stat()
                sha.update(f"{path.relative_to(folder)}|{facts.st_size}|{facts.st_mtime_ns}\n".encode())
    return sha.hexdigest()


def known_names(host: str) -> list[str]:
    """The names under which this installation may be addressed when the settings name none."""
    names = ["localhost", "127.0.0.1", "[::1]"]
    if host in ("0.0.0.0", "::", ""):
        names += [socket.gethostname(), *own_addresses()]
    else:
        names.append(f"[{host}]" if ":" in host else host)
    return list(dict.fromkeys(names))


def own_addresses() -> list[str]:
    """The IPv4 addresses of this machine's network cards, asked of the kernel: no name server is troubled."""
    if not sys.platform.startswith("linux"):
        return []
    import fcntl

    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, card in socket.if_nameindex():
            with contextlib.suppress(OSError):  # a card without an address
                answer = fcntl.ioctl(probe.fileno(), GET_ADDRESS, struct.pack("256s", card.encode()[:15]))
                found.append(socket.inet_ntoa(answer[20:24]))
    return found


def port_is_free(host: str, port: int) -> bool:
    """True when we may listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def page_command(arguments: argparse.Namespace) -> list[str]:
    """The command that serves the pages."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws", "--log-level", "warning",
        "--host", arguments.host, "--port", str(arguments.port), "--workers", str(arguments.workers),
        "--blocking-threads", "4", "--workers-kill-timeout", "10", "--respawn-failed-workers",
        "hientai.config.wsgi:application",
    ]  # fmt: skip


_children: list[subprocess.Popen[bytes]] = []


def start(command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own (Ctrl-C reaches the parent only), bound to the parent's life."""
    # The parent runs no thread of its own, so the small function between fork and exec is safe.
    bound = _die_with_parent()
    child = subprocess.Popen(command, env=environment, start_new_session=True, preexec_fn=bound)  # noqa: PLW1509
    _children.append(child)
    return child


def _die_with_parent() -> Callable[[], None] | None:
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(DEATH_SIGNAL, signal.SIGTERM)


def stop_all() -> None:
    """Ask the children to finish; after the grace, end them. What a job had begun runs again when its lease ends."""
    for child in _children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for child in _children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
    _children.clear()


def wait_for_port(host: str, port: int, pages: subprocess.Popen[bytes], stop: threading.Event) -> bool:
    """Wait until the pages answer; False when their server ended first or we were told to stop."""
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    while not stop.is_set() and pages.poll() is None:
        try:
            with socket.create_connection((target, port), timeout=1):
                return True
        except OSError:
            stop.wait(0.1)
    return False


def announce(arguments: argparse.Namespace, seconds: float) -> None:
    """Print the address and, in a demo installation, a login per role; else how to make the first account."""
    from hientai.access.codes import Role
    from hientai.access.models import User
    from hientai.demo.accounts import LOGINS, PASSWORD

    shown = {"0.0.0.0": socket.gethostname(), "::": socket.gethostname()}.get(arguments.host, arguments.host)
    print(f"\nHiền Tài đang chạy ({seconds:.1f} giây): http://{shown}:{arguments.port}/   (dừng: Ctrl-C)\n")
    present = set(User.objects.filter(is_active=True).values_list("username", flat=True))
    demo = [login for login in LOGINS if login.username in present]
    if demo:
        print(f"Tài khoản dùng thử, mật khẩu chung: {PASSWORD}")
        for login in demo:
            print(f"  {login.username:<12} {Role(login.role).label}")
    elif not present:
        print("Chưa có tài khoản nào. Tạo tài khoản quản trị: hientai user create --help")
    sys.stdout.flush()


def watch(
    pages: subprocess.Popen[bytes], worker: subprocess.Popen[bytes], environment: dict[str, str], stop: threading.Event
) -> int:
    """Wait for the signal to stop; a worker that dies is started anew (its job runs again), pages that die end us."""
    while not stop.wait(0.5):
        if pages.poll() is not None:
            tell("Máy chủ trang đã dừng ngoài dự kiến.")
            return 1
        if worker.poll() is not None:
            tell("Tiến trình việc nền đã dừng ngoài dự kiến; khởi động lại.")
            _children.remove(worker)
            stop.wait(2)
            if not stop.is_set():
                worker = start(worker.args, environment)  # type: ignore[arg-type]
    tell("Đang dừng …")
    return 0

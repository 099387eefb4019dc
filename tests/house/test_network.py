"""No test reaches another machine: the guard of conftest stands, and lets loopback and Unix sockets through."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

ELSEWHERE = ("192.0.2.1", 80)  # TEST-NET-1 of RFC 5737: nobody is there


def test_connecting_elsewhere_is_refused_at_once() -> None:
    with socket.socket() as client, pytest.raises(RuntimeError, match=r"192\.0\.2\.1"):
        client.connect(ELSEWHERE)


def test_sending_elsewhere_is_refused() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as client, pytest.raises(RuntimeError, match=r"192\.0\.2\.1"):
        client.sendto(b"x", ELSEWHERE)


def test_looking_up_a_name_is_refused() -> None:
    with pytest.raises(RuntimeError, match="example"):
        socket.getaddrinfo("www.example.org", 80)


def test_loopback_is_allowed() -> None:
    with socket.socket() as server, socket.socket() as client:
        server.bind(("127.0.0.1", 0))
        server.listen()
        client.connect(server.getsockname())


def test_unix_sockets_are_allowed(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(str(tmp_path / "s"))
        server.listen()
        client.connect(str(tmp_path / "s"))

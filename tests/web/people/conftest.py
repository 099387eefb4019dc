"""The small province of the factories, and a browser-like client for an account in a role."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from hientai.access.codes import Role
from hientai.base.clock import forget_fixed_day
from tests.factories.province import TODAY, official, signed, small

__all__ = ["official", "signed", "small"]


@pytest.fixture
def client_of(signed: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Client]:
    """``client_of(Role.UNIT_HR, "T-XA")``: a signed-in client on the tests' day."""
    monkeypatch.setenv("HIENTAI_TODAY", TODAY.isoformat())
    forget_fixed_day()

    def make(role: str = Role.COMMISSION_OFFICER, unit: str = "T", **grant: Any) -> Client:
        user, _, _ = signed(role, unit, **grant)
        client = Client()
        client.force_login(user)
        client.user = user  # type: ignore[attr-defined]
        return client

    return make

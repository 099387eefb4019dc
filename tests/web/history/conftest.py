"""The small province of the access tests, with reference data and browsers of several roles."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from hientai.access.codes import Role
from hientai.demo.reference import install_reference
from tests.access.conftest import World, world

__all__ = ["world"]
Browser = Callable[..., Client]


@pytest.fixture
def reference(world: World) -> None:
    """Code lists, titles, terms, limits and the retirement table."""
    install_reference(world.by)


@pytest.fixture
def signed_in(world: World) -> Browser:
    """A browser of a new user who holds a role over a unit."""

    def make(role: str = Role.ADMINISTRATOR, unit: str = "T", name: str = "", **facts: object) -> Client:
        client = Client()
        client.force_login(world.user(name or f"{role}-{unit}", (role, unit), **facts))
        return client

    return make

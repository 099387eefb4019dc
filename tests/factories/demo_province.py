"""The small demo province (about 500 officials) for a whole test module: built once, rolled back at its end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from hientai.base.clock import forget_fixed_day
from hientai.demo.accounts import PASSWORD
from hientai.demo.build import TODAY, build_demo
from hientai.officials.models import Official


@pytest.fixture(scope="module")
def demo_small(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Officials, standards, the scheme and the logins of the demo; each test runs in a savepoint inside."""
    with django_db_blocker.unblock():
        forget_fixed_day()
        outer = transaction.atomic()
        outer.__enter__()
        try:
            build_demo("small", 2022)
            yield
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)
            forget_fixed_day()


@pytest.fixture
def demo(demo_small: None, db: None) -> Any:
    """The small demo province; whatever the test changes is undone."""
    assert Official.objects.count() > 400
    return TODAY


@pytest.fixture
def sign_in(demo: Any) -> Any:
    """A browser signed in as a demo login: ``sign_in("bantochuc")``."""

    def make(username: str) -> Client:
        client = Client()
        assert client.login(username=username, password=PASSWORD)
        return client

    return make

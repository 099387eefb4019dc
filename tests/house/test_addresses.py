"""Every address turns the anonymous away to the sign-in page, whatever the method; what is public is listed here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, path, reverse
from django.urls.converters import IntConverter, PathConverter, SlugConverter, StringConverter, UUIDConverter

# Open to everyone: the door itself, and what the door page needs.
PUBLIC = {"web:sign_in", "web:sign_out", "web:health", "set_language"}
SAMPLES: dict[type, str] = {
    IntConverter: "1", StringConverter: "x", SlugConverter: "x", PathConverter: "x/y",
    UUIDConverter: "00000000-0000-4000-8000-000000000000",
}  # fmt: skip


def addresses(resolver: URLResolver, prefix: str = "/", space: str = "") -> Iterator[tuple[str, str]]:
    """(name with namespace, address with sample values) of every pattern below a resolver."""
    for pattern in resolver.url_patterns:
        piece = str(pattern.pattern)
        for name, converter in pattern.pattern.converters.items():
            sample = SAMPLES.get(type(converter), "1")
            for written in (f"<{name}>", *(f"<{kind}:{name}>" for kind in ("int", "str", "slug", "path", "uuid"))):
                piece = piece.replace(written, sample)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern, prefix + piece, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name or pattern.lookup_str}", prefix + piece


def faults_of(client: Client, address: str) -> list[str]:
    """How an address answers somebody who has not signed in, when it does not turn them away."""
    door = resolve_url(settings.LOGIN_URL)
    faults = []
    for method in ("get", "post", "put", "delete"):
        response: Any = getattr(client, method)(address)
        turned_away = response.status_code in (301, 302) and response.headers["Location"].startswith(door)
        if not turned_away and response.status_code != 405:
            faults.append(f"{method} answers {response.status_code} {response.headers.get('Location', '')}".strip())
    return faults


ADDRESSES = [(name, address) for name, address in addresses(get_resolver()) if name not in PUBLIC]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "address"), ADDRESSES, ids=[name for name, _ in ADDRESSES])
def test_the_anonymous_are_turned_away(client: Client, name: str, address: str) -> None:
    assert faults_of(client, address) == []


def open_page(request: HttpRequest, number: int) -> HttpResponse:
    """A page that forgot to ask who is there."""
    return HttpResponse("open")


urlpatterns = [path("sign-in/", open_page, name="door"), path("people/<int:number>/", open_page, name="leaky")]


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[], LOGIN_URL="/sign-in/")
def test_a_leaky_page_is_caught(client: Client) -> None:
    found = dict(addresses(get_resolver(__name__)))
    assert found["leaky"] == "/people/1/" == reverse("leaky", args=[1])
    assert faults_of(client, found["leaky"])[0] == "get answers 200"

"""Security headers and the request's acting person."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

Handler = Callable[[HttpRequest], HttpResponse]


class ContentSecurityPolicy:
    """Sends the strict policy of settings.SECURE_CSP with every page; pages are never stored by shared caches."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", settings.SECURE_CSP)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class Acting:
    """Gives every request an id that the audit keeps."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.hientai_id = get_random_string(16)  # type: ignore[attr-defined]
        return self.get_response(request)

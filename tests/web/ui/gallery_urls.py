"""Addresses for the browser tests of the shared look: the gallery, and a page with one of Tabler's own components."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from hientai.web.ui.gallery import show_gallery

TABLER_PAGE = """{% extends "base.html" %}{% block title %}Tabler{% endblock %}{% block content %}
<div class="dropdown"><button class="btn dropdown-toggle" data-bs-toggle="dropdown">Mở</button>
<div class="dropdown-menu"><a class="dropdown-item" href="#x">Một mục</a></div></div>{% endblock %}"""


def show_tabler(request: HttpRequest) -> HttpResponse:
    """A page that uses a Tabler component, whose script is fetched only then."""
    return HttpResponse(engines["django"].from_string(TABLER_PAGE).render({}, request))


urlpatterns = [path("gallery/", show_gallery), path("tabler/", show_tabler)]

"""Addresses of the web layer; each desk adds its own with one line below."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.urls import URLPattern, URLResolver, include, path

from hientai.web.ui.gallery import show_gallery

app_name = "web"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("hientai.web.home.urls")),
    path("", include("hientai.web.people.urls")),
    path("", include("hientai.web.criteria.urls")),
    path("", include("hientai.web.schemes.urls")),
    path("", include("hientai.web.gaps.urls")),
    path("", include("hientai.web.standards.urls")),
    path("", include("hientai.web.surveys.urls")),
    path("", include("hientai.web.units.urls")),
    path("", include("hientai.web.imports.urls")),
    path("", include("hientai.web.settings.urls")),
    path("", include("hientai.web.history.urls")),
    path("he-thong/thu-vien-giao-dien/", login_required(show_gallery), name="gallery"),
]

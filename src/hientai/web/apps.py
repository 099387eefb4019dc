"""The web layer."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Server-rendered screens."""

    name = "hientai.web"
    label = "web"
    verbose_name = "Giao diện"

"""Registers the template library ``ui``."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Shared parts of the web layer; owns no model."""

    name = "hientai.web.ui"
    label = "ui"
    verbose_name = "Giao diện chung"

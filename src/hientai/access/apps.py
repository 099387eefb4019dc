"""The room of access."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Truy cập."""

    name = "hientai.access"
    label = "access"
    verbose_name = "Truy cập"
    default_auto_field = "django.db.models.BigAutoField"

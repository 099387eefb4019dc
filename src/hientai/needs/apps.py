"""The room of needs."""

from django.apps import AppConfig


class NeedsConfig(AppConfig):
    """Tiêu chuẩn và nhu cầu."""

    name = "hientai.needs"
    label = "needs"
    verbose_name = "Tiêu chuẩn và nhu cầu"
    default_auto_field = "django.db.models.BigAutoField"

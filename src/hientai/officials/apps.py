"""The room of officials."""

from django.apps import AppConfig


class OfficialsConfig(AppConfig):
    """Cán bộ."""

    name = "hientai.officials"
    label = "officials"
    verbose_name = "Cán bộ"
    default_auto_field = "django.db.models.BigAutoField"

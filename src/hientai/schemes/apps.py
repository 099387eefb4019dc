"""The room of schemes."""

from django.apps import AppConfig


class SchemesConfig(AppConfig):
    """Đề án."""

    name = "hientai.schemes"
    label = "schemes"
    verbose_name = "Đề án"
    default_auto_field = "django.db.models.BigAutoField"

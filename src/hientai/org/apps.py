"""The room of org."""

from django.apps import AppConfig


class OrgConfig(AppConfig):
    """Tổ chức."""

    name = "hientai.org"
    label = "org"
    verbose_name = "Tổ chức"
    default_auto_field = "django.db.models.BigAutoField"

"""The kit every room stands on."""

from django.apps import AppConfig


class BaseConfig(AppConfig):
    """Audit, jobs and the small tools of all rooms."""

    name = "hientai.base"
    label = "base"
    verbose_name = "Nền tảng"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from hientai.base.audit.triggers import connect

        connect()

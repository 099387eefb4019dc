"""The kit every room stands on."""

from django.apps import AppConfig


class BaseConfig(AppConfig):
    """Audit, jobs and the small tools of all rooms."""

    name = "hientai.base"
    label = "base"
    verbose_name = "Nền tảng"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import hientai.base.records  # noqa: F401  (the one operation of the kit has its title from the start)
        from hientai.base.audit.triggers import connect

        connect()

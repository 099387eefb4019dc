"""The room of access."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Truy cập."""

    name = "hientai.access"
    label = "access"
    verbose_name = "Truy cập"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        # The operation record_sign_in writes the time of the last sign-in; nobody would sign Django's own write.
        user_logged_in.disconnect(dispatch_uid="update_last_login")

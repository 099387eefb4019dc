"""Settings: defaults < hientai.toml < environment. Nothing here reaches outside the machine."""

from __future__ import annotations

import os
import secrets
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

PACKAGE = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("HIENTAI_VAR", Path.cwd() / "var"))


def _file() -> dict[str, Any]:
    path = Path(os.environ.get("HIENTAI_CONFIG", "hientai.toml"))
    return tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}


CONFIG = _file()


def conf(name: str, default: Any = "") -> Any:
    """A setting from the environment (HIENTAI_NAME), else from hientai.toml (name), else the default."""
    return os.environ.get(f"HIENTAI_{name.upper()}", CONFIG.get(name, default))


def _secret() -> str:
    given = conf("secret_key")
    if given:
        return str(given)
    path = VAR / "secret_key"
    if not path.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_urlsafe(50), "utf-8")
        path.chmod(0o600)
    return path.read_text("utf-8").strip()


def _database(url: str) -> dict[str, Any]:
    if not url or url.startswith("sqlite:"):
        name = url.removeprefix("sqlite:").lstrip("/") if url else ""
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": f"/{name}" if name else str(VAR / "hientai.sqlite3"),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA cache_size=-64000;"
                "PRAGMA mmap_size=268435456;PRAGMA temp_store=MEMORY;",
            },
        }
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or options.pop("port", "")),
        "CONN_MAX_AGE": 60,
        "OPTIONS": options,
    }


SECRET_KEY = _secret()
DEBUG = conf("debug", "0") in ("1", True)
ALLOWED_HOSTS = str(conf("allowed_hosts", "localhost,127.0.0.1,[::1],testserver")).split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in str(conf("trusted_origins")).split(",") if origin]
DATABASES = {"default": _database(str(conf("database_url")))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "hientai.base",
    "hientai.org",
    "hientai.access",
    "hientai.officials",
    "hientai.needs",
    "hientai.schemes",
    "hientai.web.ui",
    "hientai.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "hientai.web.middleware.ContentSecurityPolicy",
    "hientai.web.middleware.Acting",
]

ROOT_URLCONF = "hientai.config.urls"
WSGI_APPLICATION = "hientai.config.wsgi.application"
AUTH_USER_MODEL = "access.User"
LOGIN_URL = "web:sign_in"
LOGIN_REDIRECT_URL = "web:home"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hientai.web.navigation.context",
            ],
            "loaders": [
                ("django.template.loaders.cached.Loader", ["django.template.loaders.filesystem.Loader"]),
            ],
        },
    },
]

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False
FORMAT_MODULE_PATH = ["hientai.config.formats"]

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    if conf("manifest", "0") == "1"
    else {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = conf("manifest", "0") != "1"
MEDIA_ROOT = VAR / "files"

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = conf("https", "0") == "1"
CSRF_COOKIE_SECURE = conf("https", "0") == "1"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
UPLOAD_LIMIT_BYTES = 60 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": str(conf("log_level", "WARNING"))},
}

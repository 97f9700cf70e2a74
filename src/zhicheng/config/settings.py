"""Settings: embedded by default, everything else by environment variables (see docs/settings.md)."""

from __future__ import annotations

import os
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[3]
VAR = Path(os.environ.get("ZHICHENG_VAR", ROOT / "var"))
NOTICES = Path(os.environ.get("ZHICHENG_NOTICES", ROOT / "notices"))

DEMO = os.environ.get("ZHICHENG_DEMO", "") == "1"
PRODUCTION = os.environ.get("ZHICHENG_PRODUCTION", "") == "1"
if DEMO and PRODUCTION:
    raise ImproperlyConfigured("一键登录与演示时钟只用于演示：ZHICHENG_DEMO 与 ZHICHENG_PRODUCTION 不能同时为 1。")


def _secret(name: str) -> str:
    value = os.environ.get(name, "")
    if not value and PRODUCTION:
        raise ImproperlyConfigured(f"生产环境必须设置 {name}。")
    return value or f"not-a-secret-{name}-for-development-only"


SECRET_KEY = _secret("ZHICHENG_SECRET_KEY")
VAULT_CURRENT_KEY = os.environ.get("ZHICHENG_VAULT_KEY_ID", "k1")
VAULT_KEYS = {VAULT_CURRENT_KEY: _secret("ZHICHENG_VAULT_KEY")}
VAULT_INDEX_KEY = _secret("ZHICHENG_INDEX_KEY")

DEBUG = False
ALLOWED_HOSTS = os.environ.get("ZHICHENG_HOSTS", "127.0.0.1,localhost,testserver").split(",")
SITE_RECORD = os.environ.get(
    "ZHICHENG_SITE_RECORD", "政府网站标识码 0000000000　ICP备00000000号　公安备00000000000000号"
)
BASE_URL = os.environ.get("ZHICHENG_BASE_URL", "http://127.0.0.1:8000")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "axes",
    "zhicheng.ledger.apps.LedgerConfig",
    "zhicheng.year.apps.YearConfig",
    "zhicheng.evidence.apps.EvidenceConfig",
    "zhicheng.register.apps.RegisterConfig",
    "zhicheng.accounts.apps.AccountsConfig",
    "zhicheng.entrustment.apps.EntrustmentConfig",
    "zhicheng.dossier.apps.DossierConfig",
    "zhicheng.experts.apps.ExpertsConfig",
    "zhicheng.stations.apps.StationsConfig",
    "zhicheng.committee.apps.CommitteeConfig",
    "zhicheng.outcome.apps.OutcomeConfig",
    "zhicheng.documents.apps.DocumentsConfig",
]
AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "zhicheng.accounts.backend.IdentityBackend"]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_FORM_FIELD = "login_index"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True
AXES_LOCKOUT_CALLABLE = "zhicheng.web.public.log_in.locked_out"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "zhicheng.web.shared.middleware.ActorMiddleware",
    "zhicheng.web.shared.middleware.PolicyHeadersMiddleware",
    "zhicheng.web.shared.refusals.ReadableMiddleware",
    "zhicheng.web.shared.refusals.RefusedMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "zhicheng.config.urls"
WSGI_APPLICATION = "zhicheng.config.wsgi.application"
LOGIN_URL = "public:log_in"
CSRF_FAILURE_VIEW = "zhicheng.web.shared.refusals.forged"

WEB = Path(__file__).resolve().parents[1] / "web"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [WEB / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "zhicheng.web.shared.jinja.environment",
            "context_processors": ["zhicheng.web.shared.context.surroundings"],
        },
    },
]
STATIC_URL = "/static/"
STATICFILES_DIRS = [WEB / "static"]
STATIC_ROOT = VAR / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

DATABASE_URL = os.environ.get("DATABASE_URL", "")
if DATABASE_URL:
    DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=60)}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(VAR / "zhicheng.sqlite3"),
            "CONN_MAX_AGE": 60,  # seconds; a new connection reads the whole schema, its triggers too
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON",
            },
            # In a file: a browser's requests come in threads, which a database in memory would lock out.
            "TEST": {"NAME": str(VAR / "test.sqlite3")},
        }
    }

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

VENUE_KEY = os.environ.get("ZHICHENG_VENUE_KEY", "")  # a room's own installation alone has one
INITIAL_PASSWORD_DAYS = int(os.environ.get("ZHICHENG_INITIAL_PASSWORD_DAYS", "15"))

EVIDENCE_STORE = Path(os.environ.get("ZHICHENG_FILES", VAR / "files"))
SIGNING_FOLDER = VAR / "signing"
SIGNING_KEY = os.environ.get("ZHICHENG_SIGNING_KEY", "")
SIGNING_PASSWORD = os.environ.get("ZHICHENG_SIGNING_PASSWORD", "")
SIGNING_CA = os.environ.get("ZHICHENG_SIGNING_CA", "")
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS = ["axes.W003", "axes.W006"]

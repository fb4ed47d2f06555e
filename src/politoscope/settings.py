"""Settings of the site, all of them from the environment (docs/operations/configuration.md lists every one).

Two ways to run: the demo (``POLITOSCOPE_DEMO=1``: loopback, generated key, mailbox on a page, steps into roles)
and production, which refuses to start without ``SECRET_KEY`` and ``ALLOWED_HOSTS``.
"""

from __future__ import annotations

from email.utils import parseaddr
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from politoscope.environment import Environment

PACKAGE = Path(__file__).resolve().parent
env = Environment()

DEMO = env.flag("POLITOSCOPE_DEMO", default=False)
DATA_DIR = env.path("POLITOSCOPE_DATA", default="var")
DEBUG = False
SECRET_KEY = env.secret_key(DATA_DIR, generate=DEMO)
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if DEMO else None)
SITE_ORIGIN = env.text("SITE_ORIGIN", default="http://localhost:8000" if DEMO else f"https://{ALLOWED_HOSTS[0]}")
"""Address under which people reach the site, for mails, calendars and QR codes: scheme and host, no slash."""
HTTPS = SITE_ORIGIN.startswith("https://")

INSTALLED_APPS = [
    "politoscope.ui",
    "politoscope.realtime",
    "politoscope.audit",
    "politoscope.mail",
    "politoscope.people",
    "politoscope.editions",
    "politoscope.registration",
    "politoscope.proposals",
    "politoscope.voting",
    "politoscope.planning",
    "politoscope.notices",
    "politoscope.home",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_tasks",
    "django_tasks_db",
    "django_htmx",
    "template_partials",
    "csp",
    "rules",
]
if DEMO:
    INSTALLED_APPS.append("politoscope.demo")

MIDDLEWARE = [
    "politoscope.planning.memory.kept_pages",
    "django.middleware.security.SecurityMiddleware",
    "politoscope.static.StaticFilesMiddleware",  # files need none of the policies that pages carry: half a kB each
    "csp.middleware.CSPMiddleware",
    "politoscope.ui.middleware.compression",
    "politoscope.ui.middleware.headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "politoscope.ui.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "politoscope.editions.middleware.EditionMiddleware",
    "politoscope.trouble.middleware",
]

ROOT_URLCONF = "politoscope.urls"
ASGI_APPLICATION = "politoscope.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "politoscope.ui.context.shell",
            ],
        },
    },
]
FORM_RENDERER = "politoscope.ui.forms.KernRenderer"

# Database: one embedded file unless DATABASE_URL names another. Acknowledged means on disk, hence synchronous=FULL.
DATABASES = {"default": env.database("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'politoscope.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": env.cache("CACHE_URL")}

# People and sign-in: no passwords; a code and a link by mail, passkeys, OIDC (django-allauth).
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "politoscope.people.adapter.AccountAdapter"
MFA_ADAPTER = "politoscope.people.adapter.MfaAdapter"
SOCIALACCOUNT_ADAPTER = "politoscope.people.adapter.SocialAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_RATE_LIMITS = {"request_login_code": "30/m/ip,5/10m/key"}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES = ["webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
SOCIALACCOUNT_PROVIDERS = env.oidc("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_NAME", "OIDC_STAFF_ACR")
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = ""
OIDC_STAFF_ACR = env.text("OIDC_STAFF_ACR", default="")
STAFF_NEEDS_SECOND_FACTOR = env.flag("STAFF_NEEDS_SECOND_FACTOR", default=not DEMO)
USERSESSIONS_TRACK_ACTIVITY = False

# Words and time. English is the language of the source; German comes first on the screen.
LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German")), ("en", _("English")), ("de-du", _("German, informal"))]
"""``de-du`` is German with Du: its catalogues hold only what differs and fall back to ``de``."""
LANGUAGE_COOKIE_NAME = "language"
FORMAT_MODULE_PATH = ["politoscope.ui.formats"]
TIME_ZONE = "Europe/Berlin"
USE_TZ = True

# Static files: hashed names, compressed ahead of time, served by the process itself.
STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(DATA_DIR / "static"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "politoscope.ui.storage.StaticFilesStorage"},
}
MEDIA_ROOT = DATA_DIR / "media"

# Mail: everything passes the outbox (politoscope.mail); this is how the outbox sends.
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", default="Politoscope <politoscope@localhost>")
EMAIL_BACKEND = "politoscope.mail.backends.OutboxBackend"
MAIL_TRANSPORT = env.mail("MAIL_URL", default="demo:" if DEMO else "smtp://localhost:25")

SECURITY_CONTACT = env.text("SECURITY_CONTACT", default=f"mailto:{parseaddr(DEFAULT_FROM_EMAIL)[1]}")
"""Whom to tell about a weakness: a mail or web address, for ``/.well-known/security.txt``."""

# Background work.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
WORKER_IN_SERVER = env.flag("WORKER_IN_SERVER", default=True)

RETENTION_DAYS = env.periods("RETENTION_DAYS")
"""Periods that were decided otherwise than the rules propose (docs/operations/retention.md)."""

# Live pages (docs/realtime.md).
REALTIME_MAX_STREAMS = env.number("REALTIME_MAX_STREAMS", default=6000)
REALTIME_POLL_SECONDS = env.number("REALTIME_POLL_SECONDS", default=2)

# Security: REQUIREMENTS S-04. KERN's icons are data: masks, hence img-src data:.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF, *env.origins("OIDC_ISSUER")],  # the way to single sign-on begins with a form
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_ENGINE = "politoscope.people.sessions"
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "politoscope.ui.views.csrf_failure"
CSRF_TRUSTED_ORIGINS = [SITE_ORIGIN]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", default=0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
SILENCED_SYSTEM_CHECKS: list[str] = []

# Logs carry no address, no user agent, no mail address (P-12).
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "politoscope.logs.ScrubbedFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", default="WARNING")},
}

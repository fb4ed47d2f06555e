"""Typed readers of the environment. A wrong value stops the start with one sentence that names the variable."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"  # an acknowledged ballot survives a power cut
    "PRAGMA secure_delete=ON;"  # what the close of a round deletes is overwritten
)

SQLITE_STAYS_OPEN_SECONDS = 5
"""A thread opens the file anew so often: after ``politoscope demo --again`` has put another one there, it notices."""
POSTGRES_STAYS_OPEN_SECONDS = 60


class Environment:
    """Reads the process environment; every reader names what it expects when it refuses a value."""

    def __init__(self) -> None:
        self._env = environ.Env()

    def text(self, name: str, *, default: str) -> str:
        """Return the variable as it stands."""
        return self._env.str(name, default=default)

    def flag(self, name: str, *, default: bool) -> bool:
        """Return a switch: ``1``, ``true``, ``yes``, ``on`` or ``0``, ``false``, ``no``, ``off``."""
        value = self._env.str(name, default="").strip().lower()
        if value == "":
            return default
        if value in {"1", "true", "yes", "on"}:
            return True
        if value in {"0", "false", "no", "off"}:
            return False
        raise ImproperlyConfigured(f"{name} is '{value}'. Set it to 1 or 0.")

    def number(self, name: str, *, default: int) -> int:
        """Return a whole number."""
        value = self._env.str(name, default=str(default))
        if not value.isdecimal():
            raise ImproperlyConfigured(f"{name} is '{value}'. Set it to a whole number such as {default}.")
        return int(value)

    def periods(self, name: str) -> dict[str, int]:
        """Return days by the name of a rule, such as ``mail.outbox=30, registration.registrations=90``."""
        pairs = [pair.partition("=") for pair in self._env.str(name, default="").split(",") if pair.strip()]
        for rule, _, days in pairs:
            if not (rule.strip() and days.strip().isdecimal()):
                raise ImproperlyConfigured(f"{name} says '{rule}={days}'. Write rule=days, such as mail.outbox=30.")
        return {rule.strip(): int(days) for rule, _, days in pairs}

    def path(self, name: str, *, default: str) -> Path:
        """Return an absolute path; relative ones start at the current folder."""
        return Path(self._env.str(name, default=default)).absolute()

    def hosts(self, name: str, *, default: list[str] | None) -> list[str]:
        """Return host names, separated by commas. Without a default the variable must be set."""
        hosts = [host.strip() for host in self._env.str(name, default="").split(",") if host.strip()]
        if hosts or default is not None:
            return hosts or list(default or [])
        raise ImproperlyConfigured(
            f"{name} is not set. Name the host of the site, for example {name}=barcamp.example.org; "
            "for a trial on this machine set POLITOSCOPE_DEMO=1 instead."
        )

    def secret_key(self, folder: Path, *, generate: bool) -> str:
        """Return ``SECRET_KEY``; in the demo one is made and kept in ``folder``."""
        if key := self._env.str("SECRET_KEY", default=""):
            return key
        if not generate:
            raise ImproperlyConfigured(
                "SECRET_KEY is not set. Set it to a random text of at least 50 characters; "
                "for a trial on this machine set POLITOSCOPE_DEMO=1 instead."
            )
        stored = folder / "secret_key"
        if not stored.exists():
            folder.mkdir(parents=True, exist_ok=True)
            stored.touch(mode=0o600)
            stored.write_text(secrets.token_urlsafe(50))
        return stored.read_text().strip()

    def database(self, name: str, *, default: str) -> dict[str, Any]:
        """Return Django's database setting for an address such as ``postgres://user:password@host/name``."""
        url = self._env.str(name, default=default)
        settings: dict[str, Any] = self._env.db_url_config(url)
        if settings.get("ENGINE") == "django.db.backends.sqlite3":
            settings["OPTIONS"] = {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": SQLITE_PRAGMAS,
            }
            settings.setdefault("CONN_MAX_AGE", SQLITE_STAYS_OPEN_SECONDS)
        elif settings.get("ENGINE") == "django.db.backends.postgresql":
            settings.setdefault("CONN_MAX_AGE", POSTGRES_STAYS_OPEN_SECONDS)
            settings["CONN_HEALTH_CHECKS"] = True
        else:
            raise ImproperlyConfigured(
                f"{name} begins with '{url.partition(':')[0]}:'. It must begin with sqlite:/// or postgres://."
            )
        return settings

    def cache(self, name: str) -> dict[str, Any]:
        """Return Django's cache setting: memory of the process, or Redis when the variable names one."""
        url = self._env.str(name, default="")
        if not url:
            return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
        return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}

    def mail(self, name: str, *, default: str) -> dict[str, Any]:
        """Return how mail leaves: ``smtp+tls://user:password@host:port``, or ``demo:`` (console and mailbox page)."""
        url = self._env.str(name, default=default)
        if url == "demo:":
            return {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
        config = self._env.email_url_config(url)
        return {
            "BACKEND": config["EMAIL_BACKEND"],
            "host": config.get("EMAIL_HOST"),
            "port": config.get("EMAIL_PORT"),
            "username": config.get("EMAIL_HOST_USER"),
            "password": config.get("EMAIL_HOST_PASSWORD"),
            "use_tls": bool(config.get("EMAIL_USE_TLS")),
            "use_ssl": bool(config.get("EMAIL_USE_SSL")),
        }

    def origins(self, name: str) -> list[str]:
        """Return scheme and host of an address in a list; an empty one when the variable is not set."""
        address = urlsplit(self._env.str(name, default=""))
        return [f"{address.scheme}://{address.netloc}"] if address.netloc else []

    def oidc(self, issuer: str, client: str, secret: str, label: str, acr: str) -> dict[str, Any]:
        """Return allauth's setting for one OpenID Connect provider; empty when no issuer is set.

        Where the team has to sign in more strongly, the provider is asked for that strength from the start.
        """
        if not (server := self._env.str(issuer, default="")):
            return {}
        wanted = self._env.str(acr, default="")
        app = {
            "provider_id": "oidc",
            "name": self._env.str(label, default="Single sign-on"),
            "client_id": self._env.str(client, default=""),
            "secret": self._env.str(secret, default=""),
            "settings": {"server_url": server, "auth_params": {"acr_values": wanted} if wanted else {}},
        }
        return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}

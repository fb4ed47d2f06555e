"""A small OpenID Connect provider: discovery, signed ID tokens, PKCE. Real HTTP on a free port of this machine."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "politoscope", "a secret of the tests"


class Provider:
    """Knows one client, grants codes that work once, and signs who somebody is."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.token_changes: dict[str, Any] = {}
        self.is_broken = False
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._grants: dict[str, tuple[dict[str, Any], dict[str, str]]] = {}
        self._people: dict[str, dict[str, Any]] = {}

    def authorize(self, address: str, *, acr: str = "", **person: Any) -> str:
        """Do what the provider's page does when somebody has signed in there: return the address it leads back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe()
        claims = {"sub": person.get("email", "nobody"), "email_verified": True, **person}
        self._grants[code] = ({**claims, **({"acr": acr} if acr else {})}, asked)
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def answer(self, path: str, form: dict[str, str], bearer: str) -> tuple[int, dict[str, Any]]:
        """Answer one request of the site."""
        if self.is_broken:
            return 500, {}
        if path == "/.well-known/openid-configuration":
            return 200, self._configuration()
        if path == "/keys":
            return 200, {"keys": [{**json.loads(RSAAlgorithm.to_jwk(self._key.public_key())), "kid": "one"}]}
        if path == "/userinfo" and bearer in self._people:
            return 200, self._people[bearer]
        if path == "/token" and form.get("client_secret") == SECRET:
            return self._token(form)
        return 400, {"error": "invalid_request"}

    def _configuration(self) -> dict[str, Any]:
        places = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
        return {
            "issuer": self.origin,
            "jwks_uri": f"{self.origin}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            **{f"{name}_endpoint": f"{self.origin}/{path}" for name, path in places.items()},
        }

    def _token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        claims, asked = self._grants.pop(form.get("code", ""), ({}, {}))
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if not claims or challenge.rstrip(b"=").decode() != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        access = secrets.token_urlsafe()
        self._people[access] = {name: value for name, value in claims.items() if name != "acr"}
        now = int(time.time())
        token = {**claims, "iss": self.origin, "aud": CLIENT, "iat": now, "exp": now + 60, **self.token_changes}
        signed = jwt.encode(token, self._key, algorithm="RS256", headers={"kid": "one"})
        return 200, {"access_token": access, "token_type": "Bearer", "expires_in": 60, "id_token": signed}


def handler_of(provider: Provider) -> type[BaseHTTPRequestHandler]:
    """Return what turns requests into answers of the provider."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer({name: values[0] for name, values in parse_qs(body).items()})

        def log_message(self, *_words: Any) -> None:
            """Stay silent."""

        def _answer(self, form: dict[str, str]) -> None:
            bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
            status, data = provider.answer(urlsplit(self.path).path, form, bearer)
            body = json.dumps(data).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler


@contextmanager
def running_provider() -> Iterator[Provider]:
    """Start a provider on a free port; stop it afterwards."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    provider = Provider(f"http://127.0.0.1:{server.server_port}")
    server.RequestHandlerClass = handler_of(provider)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield provider
    server.shutdown()
    thread.join()
    server.server_close()

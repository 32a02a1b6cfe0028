"""A provider of identities, `oidc-provider-mock`, between which and the node something stands that looks on, checks PKCE, and lies when it is told to."""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import os
import threading
import time
import warnings
from urllib.parse import parse_qs

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
# What its libraries think of each other is no result.
warnings.simplefilter("ignore")

import oidc_provider_mock  # noqa: E402
import werkzeug.serving  # noqa: E402
from joserfc import jwt  # noqa: E402
from joserfc.jwk import OctKey, RSAKey  # noqa: E402

CLIENT, SECRET = "causeway", "a secret: with a colon"


def fields(text: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(text).items()}


class Provider:
    """The provider on a free port of loopback."""

    def __init__(self) -> None:
        logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
        logging.getLogger("oidc_provider_mock").setLevel(logging.CRITICAL)
        self.inside = oidc_provider_mock.app(require_nonce=True)
        self.inside.debug = False
        self.server = werkzeug.serving.make_server("127.0.0.1", 0, self.answer, threaded=True)
        self.issuer = f"http://localhost:{self.server.server_port}"
        self.lie = ""
        # What is true of each code: its challenge; what the node showed; and how often it fetched each document.
        self.challenge = ""
        self.shown: list[dict[str, str]] = []
        self.fetched: dict[str, int] = {}
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()

    def user(self, subject: str, **claims: object) -> None:
        """What the provider knows of somebody."""
        with self.inside.test_client() as client:
            assert client.put(f"/users/{subject}", json=claims).status_code == 204

    def answer(self, environ, start):
        path, body = environ["PATH_INFO"], b""
        self.fetched[path] = self.fetched.get(path, 0) + 1
        if path == "/oauth2/authorize" and environ["REQUEST_METHOD"] == "GET":
            self.challenge = fields(environ["QUERY_STRING"]).get("code_challenge", "")
        if path == "/oauth2/token":
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            asked = fields(body.decode())
            self.shown.append(asked | {"authorization": environ.get("HTTP_AUTHORIZATION", "")})
            verifier = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
            if base64.urlsafe_b64encode(verifier).rstrip(b"=").decode() != self.challenge:
                return self.say(start, "400 Bad Request", {"error": "invalid_grant"})
            with self.inside.test_client() as client:
                given = client.post(
                    "/oauth2/token", data=asked, headers={"Authorization": environ.get("HTTP_AUTHORIZATION", "")}, base_url=self.issuer
                )
            return self.say(start, given.status, self.twisted(given.json) if given.status_code == 200 else given.json)
        if self.lie == "moved" and path == "/jwks":
            start("302 Found", [("Location", f"{self.issuer}/jwks-elsewhere"), ("Content-Length", "0")])
            return [b""]
        if path == "/jwks-elsewhere":
            environ["PATH_INFO"] = "/jwks"
        return self.inside.wsgi_app(environ, start)

    @staticmethod
    def say(start, status: str, document: dict):
        octets = json.dumps(document).encode()
        start(status, [("Content-Type", "application/json"), ("Content-Length", str(len(octets)))])
        return [octets]

    def twisted(self, tokens: dict) -> dict:
        """The tokens, as the lie of the hour wants them."""
        text = tokens["id_token"]
        head, claims, signature = text.split(".")
        content = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
        header = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
        with self.inside.test_client() as client:
            published = client.get("/jwks").json["keys"][0]

        def part(value: dict) -> str:
            return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

        match self.lie:
            case "unsigned":
                text = f"{part(header | {'alg': 'none'})}.{claims}."
            case "changed":
                text = f"{head}.{part(content | {'email': 'ann@bank.example', 'sub': 'ann'})}.{signature}"
            case "own key":
                text = jwt.encode({**header}, content, RSAKey.generate_key(2048), algorithms=["RS256"])
            case "public key as a secret":
                secret = OctKey.import_key(RSAKey.import_key(published).as_pem())
                text = jwt.encode({**header, "alg": "HS256"}, content, secret, algorithms=["HS256"])
            case "without end":
                return tokens | {"more": "x" * 300_000}
            case "late":
                time.sleep(12)
            case "no token":
                return {name: value for name, value in tokens.items() if name != "id_token"}
        return tokens | {"id_token": text}

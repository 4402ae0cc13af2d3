"""The other side of a signed vendor, for demo and tests: it verifies what it gets and signs what it says."""

from collections.abc import Callable

import httpx
import orjson

from integrations.signature import NONCE, BadSignature, Credentials

Answer = tuple[int, dict[str, str]]


class SimulatedVendor(httpx.BaseTransport):
    """A transport that answers like the vendor's host. `routes` maps a path to what it does with a posted JSON object.

    A nonce is taken once. An answer function may raise httpx.TimeoutException to stay silent.
    """

    def __init__(self, credentials: Credentials, routes: dict[str, Callable[[dict[str, str]], Answer]]) -> None:
        self._credentials, self._routes = credentials, routes
        self._nonces: set[str] = set()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        path, body, nonce = request.url.path, request.read(), request.headers.get(NONCE, "")
        status, content = self._answer(request.method, path, request.headers, body, nonce)
        sent = orjson.dumps(content)
        headers = self._credentials.headers(str(status), path, nonce, sent)
        return httpx.Response(status, content=sent, headers=headers, request=request)

    def _answer(self, method: str, path: str, headers: httpx.Headers, body: bytes, nonce: str) -> Answer:
        try:
            self._credentials.verify(method, path, headers, body)
        except BadSignature as refusal:
            return 401, {"code": "bad_signature", "reason": str(refusal)}
        if nonce in self._nonces:
            return 401, {"code": "replayed"}
        self._nonces.add(nonce)
        if path not in self._routes:
            return 404, {"code": "no_such_path"}
        return self._routes[path](orjson.loads(body))

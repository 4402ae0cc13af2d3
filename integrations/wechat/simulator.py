"""The host of WeChat's mini programs, as far as learning accounts need it. Demo and test only."""

import hashlib
from urllib.parse import parse_qs

import httpx
import orjson

from engine.platform import clock
from integrations.wechat.accounts import LINK, TOKEN, WeChatAccounts

APP_ID, SECRET = "wx0000simulated", "simulated-wechat-secret"
LIFETIME = 7200  # seconds of a token


class Host(httpx.BaseTransport):
    """Gives tokens that end, and links to whoever has a valid one."""

    def __init__(self) -> None:
        self.tokens: dict[str, float] = {}
        self.calls: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        path, content = request.url.path, orjson.loads(request.read())
        self.calls.append(path)
        match path:
            case str() if path == TOKEN:
                answer = self._token(content)
            case str() if path == LINK:
                given = parse_qs(request.url.query.decode()).get("access_token", [""])[0]
                answer = self._link(given, content)
            case _:
                return httpx.Response(404, request=request)
        return httpx.Response(200, content=orjson.dumps(answer), request=request)

    def _token(self, content: dict[str, str]) -> dict[str, object]:
        if (content.get("appid"), content.get("secret")) != (APP_ID, SECRET):
            return {"errcode": 40125, "errmsg": "invalid appsecret"}
        now = clock.now().timestamp()
        token = hashlib.sha256(f"{len(self.calls)} {now}".encode()).hexdigest()
        self.tokens[token] = now + LIFETIME
        return {"access_token": token, "expires_in": LIFETIME}

    def _link(self, token: str, content: dict[str, object]) -> dict[str, object]:
        if self.tokens.get(token, 0.0) <= clock.now().timestamp():
            return {"errcode": 40001, "errmsg": "invalid credential, access_token is invalid or not latest"}
        if not str(content.get("path", "")).startswith("pages/"):
            return {"errcode": 40165, "errmsg": "invalid weapp pagepath"}
        known = hashlib.sha256(str(content.get("query")).encode()).hexdigest()[:11]
        return {"errcode": 0, "errmsg": "ok", "url_link": f"https://wxaurl.cn/{known}"}


def accounts(host: Host | None = None) -> WeChatAccounts:
    """The real adapter, speaking to this simulator."""
    return WeChatAccounts("http://wechat.simulator", APP_ID, SECRET, transport=host or Host())

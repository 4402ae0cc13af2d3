"""Learning accounts in the mini program: a URL Link that opens it on the learner's page.

`POST /cgi-bin/stable_token` for the access token, `POST /wxa/generate_urllink` for the link. WeChat answers 200 with
an `errcode`; 40001 and 42001 mean that the token is over, -1 and 45009 that it should be tried later.
"""

from threading import Lock
from typing import Any

import httpx

from engine.platform import clock
from integrations.client import VendorClient, VendorUnavailable
from processes.train.ports import MiniProgramRefused, MiniProgramUnavailable

TOKEN, LINK = "/cgi-bin/stable_token", "/wxa/generate_urllink"  # paths
PAGE = "pages/learning/index"
_TOKEN_OVER, _LATER = frozenset({40001, 40014, 42001}), frozenset({-1, 45009, 45011})
_MARGIN = 120  # seconds before its end in which a token is no longer used


class WeChatAccounts(VendorClient):
    """A MiniProgramAccounts over api.weixin.qq.com."""

    vendor = "wechat"

    def __init__(
        self, base_url: str, app_id: str, secret: str, *, transport: httpx.BaseTransport | None = None
    ) -> None:
        super().__init__(base_url, transport=transport)
        self._app_id, self._secret = app_id, secret
        self._token, self._until, self._lock = "", 0.0, Lock()

    def open(self, *, learner: str, days: int) -> str:
        wanted = {"path": PAGE, "query": f"training={learner}", "expire_type": 1, "expire_interval": min(days, 30)}
        for fresh in (False, True):
            answer = self._post(LINK, wanted, access_token=self._access_token(fresh=fresh))
            if answer.get("errcode", 0) not in _TOKEN_OVER:
                break
        self._refuse(answer)
        link = str(answer.get("url_link") or "")
        if not link.startswith("https://"):
            raise MiniProgramUnavailable("wechat: answer without a link")
        return link

    def _access_token(self, *, fresh: bool) -> str:
        with self._lock:
            now = clock.now().timestamp()
            if fresh or not self._token or now >= self._until:
                asked = {"grant_type": "client_credential", "appid": self._app_id, "secret": self._secret}
                answer = self._post(TOKEN, asked)
                self._refuse(answer)
                self._token = str(answer.get("access_token") or "")
                self._until = now + float(answer.get("expires_in", 0)) - _MARGIN
            return self._token

    def _post(self, path: str, content: dict[str, Any], **query: str) -> dict[str, Any]:
        try:
            answer = self.call(path, self.request("POST", path, json=content, params=query))
            found = answer.json()
        except (VendorUnavailable, ValueError) as failure:
            raise MiniProgramUnavailable(f"wechat: {type(failure).__name__}") from None
        if not isinstance(found, dict):
            raise MiniProgramUnavailable("wechat: answer is no object")
        return found

    def _refuse(self, answer: dict[str, Any]) -> None:
        code = answer.get("errcode", 0)
        if code in _LATER or code in _TOKEN_OVER:
            raise MiniProgramUnavailable(f"wechat: {code}")
        if code:
            raise MiniProgramRefused(str(code))

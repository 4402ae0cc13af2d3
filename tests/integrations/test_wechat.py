"""Learning accounts in the mini program: tokens that are kept and renewed, links, refusals."""

import httpx
import pytest

from integrations.wechat import WeChatAccounts, simulator
from integrations.wechat.accounts import LINK, TOKEN
from processes.train.ports import MiniProgramRefused, MiniProgramUnavailable


def test_a_token_is_asked_for_once_and_again_when_it_is_over() -> None:
    host = simulator.Host()
    accounts = simulator.accounts(host)
    first = accounts.open(learner="a", days=30)
    assert first.startswith("https://wxaurl.cn/")
    assert accounts.open(learner="a", days=30) == first
    assert accounts.open(learner="b", days=30) != first
    assert host.calls == [TOKEN, LINK, LINK, LINK]
    host.tokens.clear()
    assert accounts.open(learner="a", days=30) == first
    assert host.calls[4:] == [LINK, TOKEN, LINK]


def test_a_wrong_secret_is_refused_for_good() -> None:
    accounts = WeChatAccounts("http://x.test", simulator.APP_ID, "wrong", transport=simulator.Host())
    with pytest.raises(MiniProgramRefused, match="40125"):
        accounts.open(learner="a", days=30)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, json={"errcode": -1, "errmsg": "system error"}),
        httpx.Response(200, json={"errcode": 45009}),
        httpx.Response(200, json={"errcode": 0, "url_link": "javascript:alert(1)"}),
        httpx.Response(200, json=[]),
        httpx.Response(200, content=b"<html>"),
        httpx.Response(502),
    ],
)
def test_what_is_no_link_is_asked_again_later(answer: httpx.Response) -> None:
    def host(request: httpx.Request) -> httpx.Response:
        if request.url.path == TOKEN:
            return httpx.Response(200, json={"access_token": "t", "expires_in": 7200})
        return answer

    accounts = WeChatAccounts("http://x.test", "wx", "s", transport=httpx.MockTransport(host))
    with pytest.raises(MiniProgramUnavailable):
        accounts.open(learner="a", days=30)

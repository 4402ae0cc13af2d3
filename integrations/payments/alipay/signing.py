"""RSA2 signatures of the Alipay open platform: over sorted parameters, and over the raw text of an answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from integrations.payments import rsa
from processes.pay.ports import Forged, Unreadable


@dataclass(frozen=True)
class Merchant:
    """Who we are to Alipay, and the key by which we know it."""

    app_id: str
    seller_id: str
    key: RSAPrivateKey = field(repr=False)
    alipay: RSAPublicKey

    def signed(self, parameters: Mapping[str, str]) -> dict[str, str]:
        """A request with its signature; `sign_type` is signed too."""
        return {**parameters, "sign": rsa.sign(self.key, sorted_line(parameters, without=("sign",)))}

    def verify_notice(self, body: bytes) -> dict[str, str]:
        """The parameters of a posted notice: sign and sign_type dropped, values decoded, sorted.

        Raises Unreadable, Forged.
        """
        parameters = form_of(body)
        line = sorted_line(parameters, without=("sign", "sign_type"))
        if parameters.get("sign_type") != "RSA2" or not rsa.verifies(self.alipay, line, parameters.get("sign", "")):
            raise Forged("signature")
        return parameters

    def verify_answer(self, text: str, name: str, signature: str) -> str:
        """The raw JSON of `name` in an answer, once its signature holds. Raises Forged, Unreadable."""
        raw = raw_object(text, name)
        if not rsa.verifies(self.alipay, raw.encode(), signature):
            raise Forged("signature")
        return raw


def sorted_line(parameters: Mapping[str, str], *, without: Iterable[str]) -> bytes:
    """`k=v` of everything that is not empty, sorted, joined by `&`."""
    left_out = set(without)
    pairs = sorted((name, value) for name, value in parameters.items() if value and name not in left_out)
    return "&".join(f"{name}={value}" for name, value in pairs).encode()


def form_of(body: bytes) -> dict[str, str]:
    """A posted form, each name once. Raises Unreadable."""
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True, max_num_fields=80)
    except (ValueError, UnicodeError) as error:
        raise Unreadable("form") from error
    if len({name for name, _ in pairs}) != len(pairs):
        raise Unreadable("repeated parameter")
    return dict(pairs)


def raw_object(text: str, name: str) -> str:
    """The text of a member object exactly as it came: from its first brace to the one that closes it."""
    at = text.find(f'"{name}"')
    begin = text.find("{", at) if at >= 0 else -1
    if begin < 0:
        raise Unreadable(name)
    depth, quoted, escaped = 0, False, False
    for place in range(begin, len(text)):
        char = text[place]
        if quoted:
            quoted, escaped = (escaped or char != '"'), (char == "\\" and not escaped)
        elif char == '"':
            quoted = True
        elif char in "{}":
            depth += 1 if char == "{" else -1
            if depth == 0:
                return text[begin : place + 1]
    raise Unreadable(name)

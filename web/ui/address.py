"""Where on the network a request comes from, for limits. Never kept and never logged."""

from ipaddress import IPv6Address, ip_address

from starlette.requests import Request

from engine.platform.settings import settings


def address_of(request: Request) -> str:
    """An IPv4 address, or the /64 of an IPv6 one, which one customer has whole. Behind a proxy the server has put the
    browser's address here (CERTFLOW_PROXIES)."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or int(address) >> 64)
    return host


def sms_address_of(request: Request) -> str:
    """The same for the limit of text messages; empty for the machine itself where messages are simulated."""
    host = address_of(request)
    return "" if settings().simulated and host in ("127.0.0.1", "0") else host

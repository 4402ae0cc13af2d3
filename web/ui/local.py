"""Addresses that stay on this site."""

import re


def local(url: str, otherwise: str) -> str:
    """A path of this site, never another site's address."""
    # browsers drop tabs and line ends, so that "/<tab>/elsewhere" would be "//elsewhere"
    return url if re.fullmatch(r"/(?![/\\])[^\x00-\x20\x7f]*", url) else otherwise

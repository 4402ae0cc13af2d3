"""Encryption of personal data."""

import base64
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.platform import crypto, settings
from engine.platform.ids import new_id


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    _use_key(monkeypatch, b"k" * 32)


def _use_key(monkeypatch: pytest.MonkeyPatch, key: bytes) -> None:
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_SYSTEM_URL", "REDIS_URL"):
        if name not in os.environ:
            monkeypatch.setenv(name, "unused://")
    monkeypatch.setenv("CERTFLOW_MASTER_KEY", base64.b64encode(key).decode())
    monkeypatch.setenv("CERTFLOW_SIGNING_KEY", base64.b64encode(b"s" * 32).decode())
    settings.reload()


@pytest.fixture(autouse=True)
def _restore() -> object:
    yield
    settings.reload()


ROW = new_id()


@given(st.text(max_size=60))
def test_what_was_sealed_can_be_opened(plain: str) -> None:
    assert crypto.decrypt(crypto.encrypt(plain, ROW), ROW) == plain


def test_the_same_text_never_looks_the_same() -> None:
    assert crypto.encrypt("350200", ROW) != crypto.encrypt("350200", ROW)


def test_a_value_moved_to_another_row_stays_shut() -> None:
    with pytest.raises(crypto.Undecipherable):
        crypto.decrypt(crypto.encrypt("350200", ROW), new_id())


@pytest.mark.parametrize("place", [0, 1, 13, -1])
def test_an_altered_byte_is_noticed(place: int) -> None:
    sealed = bytearray(crypto.encrypt("350200", ROW))
    sealed[place] ^= 1
    with pytest.raises(crypto.Undecipherable):
        crypto.decrypt(bytes(sealed), ROW)


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01short", b"\x02" + b"x" * 40])
def test_nonsense_is_refused(sealed: bytes) -> None:
    with pytest.raises(crypto.Undecipherable):
        crypto.decrypt(sealed, ROW)


def test_another_master_key_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed, index = crypto.encrypt("350200", ROW), crypto.blind_index("phone", "13800000021")
    _use_key(monkeypatch, b"o" * 32)
    with pytest.raises(crypto.Undecipherable):
        crypto.decrypt(sealed, ROW)
    assert crypto.blind_index("phone", "13800000021") != index


def test_a_short_master_key_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    _use_key(monkeypatch, b"short")
    with pytest.raises(ValueError, match="32 bytes"):
        crypto.encrypt("x", ROW)


def test_an_index_finds_equals_of_one_kind_only() -> None:
    number = "35020019900101123x"
    assert crypto.blind_index("id", number) == crypto.blind_index("id", f" {number.upper()} ")
    assert crypto.blind_index("id", number) != crypto.blind_index("phone", number)
    assert len(crypto.blind_index("id", number)) == 32

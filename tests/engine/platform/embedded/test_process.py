"""Where servers listen."""

from pathlib import Path

import pytest

from engine.platform.embedded import process
from engine.platform.embedded.process import DidNotStart

OUTGOING = Path("/proc/sys/net/ipv4/ip_local_port_range")


@pytest.mark.skipif(not OUTGOING.exists(), reason="only Linux says which ports it gives to outgoing connections")
def test_no_outgoing_connection_can_hold_the_port_of_a_server() -> None:
    ports = {process.free_port() for _ in range(50)}
    assert len(ports) > 10
    assert max(ports) < int(OUTGOING.read_text().split()[0])


def test_a_machine_without_a_free_port_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "port_is_free", lambda port: False)
    with pytest.raises(DidNotStart, match="no free port"):
        process.free_port()

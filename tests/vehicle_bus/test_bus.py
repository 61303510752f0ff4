"""Buses of python-can: what is sent arrives, and what breaks has a name."""

from uuid import uuid4

import can
import pytest

from vehicle_bus import BusLostError, Frame, PythonCanBus
from vehicle_bus.bus import ReopeningBus


def test_frames_of_both_kinds_arrive() -> None:
    channel = uuid4().hex
    ours, theirs = PythonCanBus("virtual", channel), PythonCanBus("virtual", channel)
    frames = [Frame(0x123, b"short"), Frame(0x7FF, bytes(64)), Frame(0x1234567, b"extended")]
    for frame in frames:
        ours.send(frame)
    assert [theirs.receive(1) for _ in frames] == frames
    assert theirs.receive(0) is None
    ours.close()
    theirs.close()


def test_an_extended_identifier_never_passes_for_a_standard_one() -> None:
    channel = uuid4().hex
    ours = PythonCanBus("virtual", channel)
    raw = can.Bus(channel, interface="virtual")
    raw.send(can.Message(arbitration_id=0x321, is_extended_id=True, data=b"x"))
    raw.send(can.Message(arbitration_id=0x321, is_extended_id=False, is_remote_frame=True))
    received = ours.receive(1)
    assert received is not None
    assert received.can_id != 0x321
    assert ours.receive(1) is None, "a remote frame brings nothing"
    raw.shutdown()
    ours.close()


def test_datagrams_cross_from_bus_to_bus() -> None:
    group = "239.74.163.9"
    try:
        ours, theirs = PythonCanBus("udp_multicast", group), PythonCanBus("udp_multicast", group)
        ours.send(Frame(0x123, bytes(12)))
    except BusLostError:
        pytest.skip("this machine has no multicast")
    assert theirs.receive(2) == Frame(0x123, bytes(12))
    ours.close()
    theirs.close()


@pytest.mark.parametrize(
    ("interface", "channel"), [("no_such_thing", "x"), ("socketcan", "no_such_channel")]
)
def test_a_bus_that_cannot_be_opened_is_a_lost_bus(interface: str, channel: str) -> None:
    with pytest.raises(BusLostError, match="cannot open"):
        PythonCanBus(interface, channel)


def test_a_closed_bus_is_a_lost_bus() -> None:
    bus = PythonCanBus("virtual", uuid4().hex)
    bus.close()
    with pytest.raises(BusLostError, match="send"):
        bus.send(Frame(1, b""))
    with pytest.raises(BusLostError, match="receive"):
        bus.receive(0)


def test_a_bus_is_opened_anew_after_a_loss_and_never_after_the_end() -> None:
    opened: list[PythonCanBus] = []

    def opener() -> PythonCanBus:
        opened.append(PythonCanBus("virtual", uuid4().hex))
        return opened[-1]

    bus = ReopeningBus(opener)
    assert bus.receive(0) is None
    opened[0].close()
    with pytest.raises(BusLostError):
        bus.receive(0)
    bus.send(Frame(1, b""))
    opened[1].close()
    with pytest.raises(BusLostError):
        bus.send(Frame(1, b""))
    assert bus.receive(0) is None
    assert len(opened) == 3
    bus.close()
    with pytest.raises(BusLostError, match="closed"):
        bus.send(Frame(1, b""))

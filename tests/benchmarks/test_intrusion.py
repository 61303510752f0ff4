"""The attacks really attack, the car left alone really is, and the watch tells them apart."""

from collections.abc import Sequence

import pytest

from benchmarks.intrusion.catalogue import ATTACKS, Attack
from benchmarks.intrusion.happened import Happened, Seen
from benchmarks.intrusion.scene import CODEC
from benchmarks.intrusion.traffic import Traffic
from benchmarks.intrusion.trial import Watched, attacked, ride
from vehicle_bus import VehicleBusError
from vehicle_bus.catalogue import MESSAGES

SEED = 3
"""One of those the rules were made with: what is expected here is no figure."""


@pytest.fixture(scope="module")
def rides() -> dict[float, Sequence[Happened]]:
    return {speed: ride(SEED, speed) for speed in {attack.speed_kmh for attack in ATTACKS}}


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda one: f"{one.kind}, {one.how}")
def test_every_attack_but_the_known_blind_is_noticed(
    attack: Attack, rides: dict[float, Sequence[Happened]]
) -> None:
    noticed = attacked(attack, rides[attack.speed_kmh], SEED).after_s is not None
    assert noticed is not attack.is_blind


def test_a_ride_without_an_attack_raises_no_alarm(
    rides: dict[float, Sequence[Happened]],
) -> None:
    for tape in rides.values():
        assert Watched().show(tape) == ()


def test_the_traffic_is_that_of_a_whole_car_and_can_be_read() -> None:
    trip = Traffic(SEED).trip(60.0)
    frames = [one.frame for one in trip if isinstance(one, Seen) and not one.is_ours]
    heard = {frame.can_id for frame in frames}
    assert heard >= {message.can_id for message in MESSAGES.values() if not message.is_command}
    for frame in frames:
        try:
            CODEC.name_of(frame)
        except VehicleBusError:
            assert frame.can_id in {0x6A8, 0x7E8, 0x7DF}
        else:
            CODEC.decode_status(frame)


def test_the_same_seed_makes_the_same_traffic_and_another_another() -> None:
    assert Traffic(1).trip(20.0) == Traffic(1).trip(20.0)
    assert Traffic(1).trip(20.0) != Traffic(2).trip(20.0)

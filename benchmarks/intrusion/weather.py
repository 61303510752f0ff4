"""What a wire and a busy computer do to frames: late, lost, doubled, gone, or in a heap."""

import random
from dataclasses import dataclass, replace

from benchmarks.intrusion.happened import Happened, Judged
from vehicle_bus import Frame
from vehicle_bus.catalogue.message import TEXT_RESPONSE_ID

_OUTAGE_S, _STALL_S = (0.05, 3.0), (0.1, 5.0)


@dataclass(frozen=True, slots=True)
class Trouble:
    """How often things go wrong, by the hour unless said otherwise."""

    lost: float = 0.001
    """Share of frames."""
    late: float = 0.002
    """Share of frames held up for up to 50 ms; the rest comes within some milliseconds."""
    doubled: float = 2e-5
    outages: float = 2.0
    """Nothing is heard for 0.05 to 3 s: bus off and recovery."""
    restarts: float = 2.0
    """An ECU is gone for 0.2 to 8 s and counts from the beginning."""
    stalls: float = 4.0
    """The reader is held up for 0.1 to 5 s and then finds everything at once."""


def on_the_wire(happened: list[Happened], trouble: Trouble, rng: random.Random) -> list[Happened]:
    """The same as it arrives."""
    if not happened:
        return []
    outages = _spans(happened, trouble.outages, _OUTAGE_S, rng)
    stalls = _spans(happened, trouble.stalls, _STALL_S, rng)
    arrived: list[Happened] = []
    latest: dict[int, float] = {}
    for one in happened:
        if isinstance(one, Judged) or one.is_ours:
            arrived.append(one)
            continue
        is_lost = rng.random() < trouble.lost and not _begins_a_transfer(one.frame)
        if is_lost or any(a <= one.at_s < b for a, b in outages):
            continue
        at_s = one.at_s + rng.expovariate(1000)
        at_s += rng.uniform(0, 0.05) if rng.random() < trouble.late else 0.0
        at_s = next((b for a, b in stalls if a <= at_s < b), at_s)
        at_s = latest[one.frame.can_id] = max(at_s, latest.get(one.frame.can_id, 0.0) + 1e-6)
        arrived.append(replace(one, at_s=at_s))
        if rng.random() < trouble.doubled:
            arrived.append(replace(one, at_s=at_s + 5e-7))
    arrived.sort(key=lambda one: one.at_s)
    return arrived


def _begins_a_transfer(frame: Frame) -> bool:
    """Lost, it would not be followed by the rest: that waits for our flow control."""
    return frame.can_id == TEXT_RESPONSE_ID and frame.data[0] >> 4 == 1


def _spans(
    happened: list[Happened], per_h: float, lengths_s: tuple[float, float], rng: random.Random
) -> list[tuple[float, float]]:
    """When something lasts a while: from, until."""
    found, at_s = list[tuple[float, float]](), happened[0].at_s
    while per_h > 0 and (at_s := at_s + rng.expovariate(per_h / 3600)) < happened[-1].at_s:
        found.append((at_s, at_s + rng.uniform(*lengths_s)))
    return found

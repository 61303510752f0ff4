"""Weights told as whole numbers of steps from the weights before.

When a model is taught on, every weight moves, and the lowest bits of where it comes to rest are
noise that no compressor can leave out. ``nearest`` leaves it out before a release is signed: every
half-precision weight is put on a grid around its old value, a sixth or so of the usual movement
wide. What is signed, tried and installed is that file; told as a delta it is a third of its size.

    delta: zstd of  "<I" count of stretches, then per stretch "<QQf" (start, weights, step),
           then the steps of every weight (one signed byte each), then the XOR of all other bytes
"""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from cloud_sync.errors import DeltaError

_STEP_OF_SPREAD = 0.18
"""Width of a step as a share of the standard deviation of the movement, at most."""
_MOST_STEPS = 127
_WEIGHT_BYTES = 2
_COUNT = struct.Struct("<I")
_STRETCH = struct.Struct("<QQf")
_MOST_STRETCHES = 100_000

Bytes = npt.NDArray[np.uint8]
Steps = npt.NDArray[np.int8]
Weights = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Half-precision weights that lie one after the other and share a step."""

    start: int
    """In bytes."""
    weights: int
    step: float

    @property
    def end(self) -> int:
        return self.start + self.weights * _WEIGHT_BYTES


def nearest(old: bytes, new: bytes, tensors: Sequence[slice]) -> tuple[bytes, bytes]:
    """The new file with its tensors on the grid, and what tells it from the old one."""
    if len(old) != len(new):
        raise DeltaError("These files differ in length.", "update.delta.not_alike")
    rounded = np.frombuffer(new, np.uint8).copy()
    stretches, moved = [], []
    for tensor in tensors:
        before, after = _weights(old, tensor), _weights(new, tensor)
        step = _step(before, after)
        moved.append(_steps(before, after, step))
        stretch = Stretch(tensor.start, before.size, step)
        stretches.append(stretch)
        rounded[stretch.start : stretch.end] = _moved(before, moved[-1], step)
    told = _told(old, rounded, stretches, moved)
    return rounded.tobytes(), told


def unpacked_bytes(size_bytes: int) -> int:
    """The most that a delta to a file of this size unpacks to."""
    return size_bytes + _COUNT.size + _MOST_STRETCHES * _STRETCH.size


def rebuilt(old: bytes, told: bytes) -> bytes:
    """The new file; DeltaError if this tells nothing of the old one."""
    stretches, at = _stretches(told, len(old))
    weights = sum(stretch.weights for stretch in stretches)
    steps = np.frombuffer(told, np.int8, count=weights, offset=at) if weights else None
    rest = np.frombuffer(told, np.uint8, offset=at + weights)
    if rest.size != len(old) - weights * _WEIGHT_BYTES:
        raise DeltaError("The update does not fit what is here.", "update.delta.wrong_base")
    new = np.frombuffer(old, np.uint8).copy()
    taken = 0
    for start, end in _between(stretches, len(old)):
        new[start:end] ^= rest[taken : taken + end - start]
        taken += end - start
    first = 0
    for stretch in stretches if steps is not None else ():
        before = _weights(old, slice(stretch.start, stretch.end))
        own = steps[first : first + stretch.weights]  # type: ignore[index]
        new[stretch.start : stretch.end] = _moved(before, own, stretch.step)
        first += stretch.weights
    return new.tobytes()


def _told(old: bytes, new: Bytes, stretches: Sequence[Stretch], moved: Sequence[Steps]) -> bytes:
    before = np.frombuffer(old, np.uint8)
    rest = [new[start:end] ^ before[start:end] for start, end in _between(stretches, len(old))]
    head = [_STRETCH.pack(s.start, s.weights, s.step) for s in stretches]
    parts = (_COUNT.pack(len(stretches)), *head, *(m.tobytes() for m in moved))
    return b"".join((*parts, *(part.tobytes() for part in rest)))


def _stretches(told: bytes, size_bytes: int) -> tuple[list[Stretch], int]:
    """In order, apart from each other and inside the file; and where they end."""
    try:
        (count,) = _COUNT.unpack_from(told)
        if count > _MOST_STRETCHES:
            raise DeltaError("The update is damaged.", "update.delta.damaged")
        places = range(_COUNT.size, _COUNT.size + count * _STRETCH.size, _STRETCH.size)
        found = [Stretch(*_STRETCH.unpack_from(told, place)) for place in places]
    except struct.error as error:
        raise DeltaError("The update is damaged.", "update.delta.damaged") from error
    ends = [0, *(stretch.end for stretch in found)]
    is_ordered = all(s.start >= end for s, end in zip(found, ends, strict=False))
    if not is_ordered or ends[-1] > size_bytes or not _fits(found, told):
        raise DeltaError("The update is damaged.", "update.delta.damaged")
    return found, _COUNT.size + count * _STRETCH.size


def _fits(stretches: Sequence[Stretch], told: bytes) -> bool:
    is_said = sum(stretch.weights for stretch in stretches) <= len(told)
    return is_said and all(np.isfinite(stretch.step) for stretch in stretches)


def _between(stretches: Iterable[Stretch], size_bytes: int) -> list[tuple[int, int]]:
    """The bytes that belong to no stretch."""
    edges = [0, *(edge for s in stretches for edge in (s.start, s.end)), size_bytes]
    return [pair for pair in list(pairwise(edges))[::2] if pair[0] < pair[1]]


def _weights(content: bytes, place: slice) -> Weights:
    half = np.frombuffer(content, np.float16, (place.stop - place.start) // 2, place.start)
    return half.astype(np.float32)


def _step(before: Weights, after: Weights) -> float:
    """A power of two, so that adding steps rounds alike on every machine.

    Weights that are on a grid already keep it: putting them there has moved their spread a little.
    """
    spread = float((after - before).std()) * _STEP_OF_SPREAD
    if not spread > 0:
        return 1.0
    step = float(2.0 ** np.floor(np.log2(spread)))
    kept = (s for s in (step, step / 2, step * 2) if _is_on_grid(before, after, s))
    return next(kept, step)


def _is_on_grid(before: Weights, after: Weights, step: float) -> bool:
    moved = _moved(before, _steps(before, after, step), step)
    return moved.tobytes() == after.astype(np.float16).tobytes()


def _steps(before: Weights, after: Weights, step: float) -> Steps:
    steps = np.clip(np.round((after - before) / step), -_MOST_STEPS, _MOST_STEPS)
    return steps.astype(np.int8)


def _moved(before: Weights, steps: Steps, step: float) -> Bytes:
    with np.errstate(all="ignore"):  # another base may hold anything; the digest will tell
        after = before + steps.astype(np.float32) * np.float32(step)
        return after.astype(np.float16).view(np.uint8)

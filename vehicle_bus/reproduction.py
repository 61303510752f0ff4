"""The frames that commands come to, made again without a bus: for replaying what was recorded.

Counters are those of the recorded frames, everything else is worked out anew: what may leave, what
shares a frame, the order, every bit. The gate looks at each of them in the recorded state.
"""

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence

from vehicle_bus import parcels
from vehicle_bus.catalogue import find
from vehicle_bus.codec import DbcCodec
from vehicle_bus.errors import BusLostError, DecodingError, VehicleBusError
from vehicle_bus.frame import Frame
from vehicle_bus.gate import TEXT, Gate
from vehicle_bus.request import Request, decode_request, encode_request
from vehicle_bus.segmentation import joined, segmented
from vehicle_bus.state import VehicleState
from vehicle_bus.value import BusCommand, Query


class NoBus:
    """Frames that are made again go nowhere."""

    def send(self, frame: Frame) -> None:
        raise BusLostError("a replay sends nothing")

    def receive(self, timeout_s: float) -> Frame | None:
        return None

    def close(self) -> None:
        """There is nothing to close."""


def reproduced(
    commands: Sequence[BusCommand],
    state: VehicleState,
    recorded: Sequence[Frame],
    codec: DbcCodec | None = None,
) -> tuple[Frame, ...]:
    """The frames of these commands in this state, with the counters of the recorded ones."""
    again = _Again(codec or DbcCodec(), state, recorded)
    return tuple(frame for round_ in parcels.rounds(commands) for frame in again.round(round_))


class _Again:
    def __init__(self, codec: DbcCodec, state: VehicleState, recorded: Sequence[Frame]) -> None:
        self._codec = codec
        self._state = state
        self._counters = _counters(codec, recorded)

    def round(self, commands: Sequence[BusCommand]) -> Iterator[Frame]:
        allowed, _ = parcels.permitted(commands, self._state)
        asked = [command for command in allowed if parcels.is_asked(command)]
        groups, _ = parcels.by_message([c for c in allowed if c not in asked], self._codec.wiring)
        for group in groups:
            yield from self._framed(group)
        for command in asked:
            yield from self._segmented(command)
        self._state = self._state.after(allowed)

    def _framed(self, commands: Sequence[BusCommand]) -> Iterator[Frame]:
        message = self._codec.wiring.commanding(commands[0].signal).name
        try:
            frame = self._codec.encode_command(commands, self._counter(message))
            Gate(self._codec, NoBus()).check(frame, self._state)
        except VehicleBusError:
            return
        yield frame

    def _segmented(self, command: BusCommand) -> Iterator[Frame]:
        service, ids = find(command.signal).service, self._codec.wiring.text_ids
        if service is None or ids is None or not isinstance(command.value, Query):
            return
        try:
            payload = encode_request(Request(service, command.value, self._counter(TEXT)))
            Gate(self._codec, NoBus()).open_passage(payload, self._state)
        except VehicleBusError:
            return
        yield from (Frame(ids[0], data, TEXT) for data in segmented(payload))

    def _counter(self, message: str) -> int:
        waiting = self._counters[message]
        return waiting.popleft() if waiting else 0


def _counters(codec: DbcCodec, recorded: Sequence[Frame]) -> defaultdict[str, deque[int]]:
    """Of every recorded message, the counters in order; what cannot be read is passed over."""
    found: defaultdict[str, deque[int]] = defaultdict(deque)
    ids = codec.wiring.text_ids
    text = [frame.data for frame in recorded if ids is not None and frame.can_id == ids[0]]
    for payload in joined(text):
        try:
            found[TEXT].append(decode_request(payload).counter)
        except DecodingError:
            continue
    for frame in recorded:
        try:
            understood = codec.decode_command(frame)
        except DecodingError:
            continue
        found[understood.message].append(understood.counter)
    return found

"""Questions and wishes in words: builds the request, has it carried, checks the answer."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from vehicle_bus.catalogue import READ_REPORT
from vehicle_bus.errors import DecodingError, TransferError
from vehicle_bus.frame import Frame
from vehicle_bus.gate import READ, TEXT, Gate
from vehicle_bus.request import Request, Response, decode_response, encode_request
from vehicle_bus.segmentation import segmented
from vehicle_bus.state import VehicleState
from vehicle_bus.transport import TextChannel
from vehicle_bus.value import Query

ANSWER_WITHIN_S = 0.3
READ_WITHIN_S = 1.0
"""A report that is waited for too short a time is unknown for longer than the wait would take."""


@dataclass(frozen=True, slots=True)
class Question:
    service: int
    counter: int
    payload: bytes
    frames: tuple[Frame, ...]
    """What goes over the bus when it is asked."""


class Asker:
    """Used by one thread at a time."""

    def __init__(self, gate: Gate, ids: tuple[int, int], state: Callable[[], VehicleState]) -> None:
        self.channel = TextChannel(gate, ids)
        self._gate = gate
        self._request_id = ids[0]
        self._state = state
        self._given_up: set[tuple[int, int]] = set()
        """Service and counter of questions without an answer, which may still come."""

    def prepare(self, service: int, query: Query) -> Question:
        counter = self._gate.next_counter(TEXT)
        self._given_up.discard((service, counter))
        payload = encode_request(Request(service, query, counter))
        frames = tuple(Frame(self._request_id, data, TEXT) for data in segmented(payload))
        return Question(service, counter, payload, frames)

    def ask(self, question: Question) -> Response:
        """The answer; raises VehicleBusError when none comes or the gate objects."""
        is_read = question.service == READ_REPORT
        time.sleep(self._gate.pause_s(READ if is_read else TEXT))
        within_s = READ_WITHIN_S if is_read else ANSWER_WITHIN_S
        asked = (question.service, question.counter)
        try:
            answer = self.channel.exchange(question.payload, self._state(), within_s, self._is_late)
        except TransferError:
            self._given_up.add(asked)
            raise
        try:
            response = decode_response(answer)
        except DecodingError as error:
            raise TransferError("the answer cannot be read") from error
        if (response.service, response.counter) != asked:
            raise TransferError("the answer is to another question")
        return response

    def _is_late(self, payload: bytes) -> bool:
        try:
            response = decode_response(payload)
        except DecodingError:
            return False
        return (response.service, response.counter) in self._given_up

    def answer(self, service: int, query: Query) -> Response:
        """Prepare and ask in one."""
        return self.ask(self.prepare(service, query))

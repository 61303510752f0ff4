"""Texts of any length cross the bus; a transfer that halts ends by name, and the next one works."""

import time

import isotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vehicle_bus.bench import Bench, car, until
from vehicle_bus import BusCommand, Frame, Query, Vehicle
from vehicle_bus.asking import ANSWER_WITHIN_S
from vehicle_bus.catalogue.message import TEXT_REQUEST_ID, TEXT_RESPONSE_ID
from vehicle_bus.request import Outcome, Request, Response
from vehicle_bus.segmentation import segmented
from vehicle_bus.transport import ISOTP_PARAMETERS

CALL = BusCommand("Phone.Call", Query.of(query="anna"))
LONG = BusCommand("Phone.Message", Query.of(to="anna", text="x" * 230))


def cut_by_library(payload: bytes) -> list[bytes]:
    """What can-isotp makes of a payload when the other side says: go on."""
    sent: list[bytes] = []
    waiting = [bytes((0x30, 0, 0))]

    def receive(timeout_s: float) -> isotp.CanMessage | None:
        if not sent or not waiting:
            return None
        return isotp.CanMessage(arbitration_id=TEXT_RESPONSE_ID, data=waiting.pop())

    layer = isotp.TransportLayerLogic(
        rxfn=receive,
        txfn=lambda message: sent.append(bytes(message.data)),
        address=isotp.Address(txid=TEXT_REQUEST_ID, rxid=TEXT_RESPONSE_ID),
        params=dict(ISOTP_PARAMETERS),
    )
    layer.send(payload)
    for _ in range(3):
        layer.process()
    return sent


@given(st.binary(min_size=1, max_size=1024))
def test_payloads_are_cut_as_the_library_cuts_them(payload: bytes) -> None:
    assert list(segmented(payload)) == cut_by_library(payload)


@pytest.mark.parametrize("size", [1, 60, 180])
def test_texts_of_any_length_arrive_both_ways(size: int) -> None:
    wished = Query.of(to="anna", text="ü" * (size // 2) or "x")
    heard: list[Request] = []

    def answer(request: Request) -> Response:
        heard.append(request)
        names = tuple(("candidate", f"Anna {number}") for number in range(size))
        return Response(request.service, request.counter, Outcome.AMBIGUOUS, names)

    with car() as (bench, vehicle):
        bench.answer = answer
        done = vehicle.actuate([BusCommand("Phone.Message", wished)])
    assert heard[0].query == wished
    assert done.failures == (("Phone.Message", "ecu.ambiguous"),)
    assert len(done.found[0][1]) == size


def test_no_answer_ends_by_name_and_the_next_transfer_works() -> None:
    with car() as (bench, vehicle):
        bench.is_silent = True
        assert failure(vehicle, CALL) == "bus.transfer_timeout"
        assert failure(vehicle, LONG) == "bus.transfer_timeout"
        bench.is_silent = False
        assert_works(bench, vehicle)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ([segmented(bytes(200))[0]], "bus.transfer_timeout"),  # half an answer
        ([segmented(bytes(200))[0], segmented(bytes(200))[2]], "bus.transfer_failed"),
        ([segmented(bytes(5))[0]], "bus.transfer_failed"),  # an answer that is none
    ],
)
def test_a_broken_answer_ends_by_name_and_the_next_transfer_works(
    answer: list[bytes], code: str
) -> None:
    with car() as (bench, vehicle):
        bench.is_silent = True
        bench.text_replies = list(answer)
        assert failure(vehicle, CALL) == code
        bench.is_silent = False
        assert_works(bench, vehicle)


def test_an_answer_to_another_question_is_refused() -> None:
    with car() as (bench, vehicle):
        bench.answer = lambda request: Response(request.service, request.counter ^ 1, Outcome.OK)
        assert failure(vehicle, CALL) == "bus.transfer_failed"


def test_an_answer_that_comes_too_late_does_not_spoil_the_next_question() -> None:
    def answer_late(request: Request) -> Response:
        time.sleep(1.3 * ANSWER_WITHIN_S)
        return Response(request.service, request.counter, Outcome.REJECTED)

    with car() as (bench, vehicle):
        bench.answer = answer_late
        assert failure(vehicle, CALL) == "bus.transfer_timeout"
        assert_works(bench, vehicle)


def test_a_flood_of_answers_nobody_asked_for_does_no_harm() -> None:
    with car() as (bench, vehicle):
        for _ in range(600):
            bench.bus.send(Frame(TEXT_RESPONSE_ID, bytes(8)))
        bench.set(Display__Brightness=33)
        until(vehicle, lambda state: state["Display.Brightness"] == 33)
        assert_works(bench, vehicle)


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (Outcome.NOT_FOUND, "ecu.not_found"),
        (Outcome.REJECTED, "ecu.rejected"),
        (Outcome.NOT_AVAILABLE, "ecu.not_available"),
    ],
)
def test_refusals_have_a_code(outcome: Outcome, code: str) -> None:
    with car() as (bench, vehicle):
        bench.answer = lambda request: Response(request.service, request.counter, outcome)
        done = vehicle.actuate([CALL])
    assert done.failures == (("Phone.Call", code),)
    assert [frame.can_id for frame in done.frames] == [TEXT_REQUEST_ID]


def failure(vehicle: Vehicle, command: BusCommand) -> str:
    done = vehicle.actuate([command])
    assert done.reported == ()
    return dict(done.failures)[command.signal]


def assert_works(bench: Bench, vehicle: Vehicle) -> None:
    bench.answer = lambda request: Response(
        request.service, request.counter, Outcome.OK, (("name", "Anna Schmidt"),)
    )
    done = vehicle.actuate([CALL])
    assert done.reported == (("Phone.Call", Query.of(query="anna", name="Anna Schmidt")),)

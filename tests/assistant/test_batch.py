"""The machine interface: every line gets an answer, bad ones a stable code."""

import io
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant import Cabin, batch
from assistant.messages import Status


def _serve(cabin: Cabin, *lines: str) -> list[dict[str, Any]]:
    answers = io.StringIO()
    batch.serve(lines, answers, cabin)
    return [json.loads(line) for line in answers.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("{", "request.not_json"),
        ("[]", "request.invalid"),
        ('{"id": 1}', "request.invalid"),
        ('{"id": 1, "utterance": 5}', "request.invalid"),
        ('{"id": 1, "utterance": "hi", "context": {"weather": "fine"}}', "request.unknown_key"),
        ('{"id": 1, "utterance": "hi", "context": {"speed_kmh": -1}}', "request.invalid"),
        ('{"id": 1, "utterance": "hi", "context": {"state": {"Warp": 9}}}', "bus.unknown_signal"),
        ("[" * 100_000, "request.not_json"),
        ("x" * 300_000, "request.too_long"),
    ],
)
def test_a_bad_line_is_named_and_the_next_is_served(
    phrase_cabin: Cabin, line: str, code: str
) -> None:
    bad, good = _serve(phrase_cabin, line, '{"id": "next", "utterance": "never mind"}')
    assert bad["error"]["code"] == code
    assert bad["error"]["message"]
    assert (good["id"], good["status"]) == ("next", "done")


@pytest.mark.parametrize(
    "utterance",
    [
        "",
        "   ",
        "\x00\x1b[31m\x07",
        "a" * 10_000,
        "fan " * 2_500,
        "Откройте окно",
        "窓を開けて",
        "🚗",
    ],
)
def test_strange_words_get_an_answer_and_move_nothing(phrase_cabin: Cabin, utterance: str) -> None:
    (answer,) = _serve(phrase_cabin, json.dumps({"id": 1, "utterance": utterance}))
    assert answer["status"] in {Status.CLARIFY, Status.UNSUPPORTED}
    assert answer["actions"] == []
    assert answer["reply"]


@given(st.text(max_size=60))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_breaks_a_turn(phrase_cabin: Cabin, utterance: str) -> None:
    (answer,) = _serve(phrase_cabin, json.dumps({"id": 1, "utterance": utterance}))
    assert answer["status"] in set(Status)


def test_turns_share_a_car_and_a_conversation(phrase_cabin: Cabin) -> None:
    request = {
        "id": "d",
        "context": {"state": {"HVAC.Front.FanSpeed": 20}},
        "turns": [
            {"utterance": "fan up"},
            {"utterance": "undo that"},
            {"utterance": "open the boot", "context": {"speed_kmh": 80}},
        ],
    }
    up, undone, boot = _serve(phrase_cabin, json.dumps(request))
    assert up["actions"][0]["value"] == 40
    assert undone["actions"][0]["value"] == 20
    assert boot["status"] == "refused"
    assert [answer["turn"] for answer in (up, undone, boot)] == [0, 1, 2]


def test_requests_leave_no_trace(phrase_cabin: Cabin) -> None:
    first, second = _serve(
        phrase_cabin,
        '{"id": 1, "utterance": "fan to 80"}',
        '{"id": 2, "utterance": "fan up"}',
    )
    assert first["actions"][0]["value"] == 80
    assert second["actions"][0]["value"] == 60


def test_a_last_action_can_be_taken_back(phrase_cabin: Cabin) -> None:
    context = {
        "last_action": {"signal": "HVAC.Front.FanSpeed", "from": 40, "to": 80},
        "state": {"HVAC.Front.FanSpeed": 80},
    }
    (answer,) = _serve(
        phrase_cabin, json.dumps({"id": 1, "utterance": "take that back", "context": context})
    )
    assert answer["actions"][0]["value"] == 40


@pytest.mark.parametrize(
    ("last", "value"),
    [
        ({"signal": "Window.All.Position", "from": 0, "to": 100}, 0),
        ({"signal": "Navigation.Avoid", "from": ["FERRIES"], "to": []}, ["FERRIES"]),
        ({"signal": "HVAC.AirConditioning", "from": True, "to": False}, True),
    ],
)
def test_last_actions_come_in_many_forms(
    phrase_cabin: Cabin, last: dict[str, Any], value: object
) -> None:
    request = {"id": 1, "utterance": "undo that", "context": {"last_action": last}}
    (answer,) = _serve(phrase_cabin, json.dumps(request))
    assert {json.dumps(action["value"]) for action in answer["actions"]} == {json.dumps(value)}


@pytest.mark.parametrize(
    "context",
    [
        {"last_action": {"signal": "Warp", "from": 0, "to": 1}},
        {"last_action": {"signal": "HVAC.Front.FanSpeed", "from": "blue", "to": 1}},
        {"last_action": {"signal": "Media.Play", "to": {"query": "abba"}}},
        {"contacts": 5},
        {"route": []},
    ],
)
def test_no_context_ends_the_serving(phrase_cabin: Cabin, context: dict[str, Any]) -> None:
    odd = json.dumps({"id": 1, "utterance": "undo that", "context": context})
    answers = _serve(phrase_cabin, odd, '{"id": "next", "utterance": "never mind"}')
    assert answers[-1]["status"] == "done"
    assert not answers[0].get("actions")


def test_people_may_be_described_in_more_ways_than_one(phrase_cabin: Cabin) -> None:
    context = {
        "contacts": [{"name": "Ann Lee"}],
        "messages": ["hello"],
        "occupants": ["driver", "rear"],
        "incoming_call": True,
    }
    request = {"id": 1, "utterance": "read my messages", "context": context}
    (answer,) = _serve(phrase_cabin, json.dumps(request))
    assert "hello" in answer["reply"]


def test_every_frame_is_named(phrase_cabin: Cabin) -> None:
    (answer,) = _serve(phrase_cabin, '{"id": 1, "utterance": "fan to 80"}')
    (frame,) = answer["frames"]
    assert frame["name"] == "HVAC_CMD_FRONT"
    assert bytes.fromhex(frame["data"])

"""Every rule of judging, by a case made by hand on the real catalogue."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.evaluation import car
from models.evaluation.answers import NO_ANSWER
from models.evaluation.car import Car
from models.evaluation.grading import Grade, Scene, grade
from models.evaluation.rows import Expectation
from tests.models.evaluation.conftest import a_set, answered

TEMP, FAN, AVOID = "HVAC.Driver.Temperature", "HVAC.Front.FanSpeed", "Navigation.Avoid"
CABIN, ANY_WINDOW = "HVAC.Cabin.Temperature", "Window.Any.Position"


def judged(
    facts: Car,
    expect: Mapping[str, Any],
    answer: Any,
    speaker: str = "driver",
    **state: Any,
) -> Grade:
    scene = Scene({**facts.start(), **{k.replace("_", "."): v for k, v in state.items()}}, speaker)
    return grade(Expectation.model_validate({"status": "done", **expect}), answer, scene, facts)


@pytest.mark.parametrize(
    ("action", "value", "is_right"),
    [
        (a_set(TEMP, value=22), 22.5, True),
        (a_set(TEMP, value=22), 23, False),
        (a_set(TEMP, value=22), "22", False),
        (a_set(TEMP, value=22), True, False),
        (a_set(TEMP, value=40), 40, False),
        (a_set(FAN, value=60), 63, True),
        (a_set(FAN, value=60), 64, False),
        (a_set(FAN, value=0), 1, False),
        (a_set("Seat.Driver.Heating", value=2), 3, False),
        (a_set("HVAC.AirConditioning", value=True), True, True),
        (a_set("HVAC.AirConditioning", value=True), 1, False),
        (a_set("Drive.Mode", value="ECO"), "ECO", True),
        (a_set("Drive.Mode", value="LUDICROUS"), "LUDICROUS", False),
        (a_set("Media.Playback", value="PAUSED"), "STOPPED", True),
        (a_set("Media.Playback", value="PAUSED"), "PLAYING", False),
        (a_set(AVOID, value="TOLLS"), ["TOLLS", "FERRIES"], True),
        (a_set(AVOID, value=["TOLLS"]), ["TOLLS"], True),
        (a_set(AVOID, value="TOLLS"), ["FERRIES"], False),
        (a_set(AVOID, value="TOLLS"), "FERRIES", False),
        (a_set(FAN, range=[30, 50]), 50, True),
        (a_set(FAN, range=[30, 50]), 51, False),
        (a_set(FAN, range=[30, 50]), None, False),
        (a_set(FAN, one_of=[20, 80]), 78, True),
        (a_set(FAN, one_of=[20, 80]), 50, False),
        (a_set("Wiper.Front.Mode", **{"not": "OFF"}), "FAST", True),
        (a_set("Wiper.Front.Mode", **{"not": "OFF"}), "OFF", False),
        (a_set("Wiper.Front.Mode", **{"not": "OFF"}), "SOMETIMES", False),
        ({"signal": TEMP, "op": "delta", "direction": "up"}, 22, True),
        ({"signal": TEMP, "op": "delta", "direction": "up"}, 20, False),
        ({"signal": TEMP, "op": "delta", "direction": "up"}, 21, False),
        ({"signal": TEMP, "op": "delta", "direction": "down", "by": 2}, 19.5, True),
        ({"signal": TEMP, "op": "delta", "direction": "down", "by": 2}, 20, False),
        ({"signal": FAN, "op": "delta", "direction": "up", "by": 20}, 63, True),
        ({"signal": FAN, "op": "delta", "direction": "up", "by": 20}, 64, False),
        ({"signal": FAN, "op": "delta", "direction": "up"}, "more", False),
        ({"signal": "Media.Bass", "op": "delta", "direction": "up", "by": 2}, 3, False),
        ({"signal": "Media.Seek", "op": "delta", "direction": "down", "by": 30}, -30, True),
        ({"signal": "Media.Seek", "op": "delta", "direction": "down"}, {"delta": -10}, True),
        ({"signal": "Media.Seek", "op": "delta", "direction": "down"}, {"delta": 10}, False),
        ({"signal": "Media.Seek", "op": "delta", "direction": "up"}, {"to": 10}, False),
        ({"signal": TEMP, "op": "max"}, 28, True),
        ({"signal": TEMP, "op": "max"}, 27.5, False),
        ({"signal": TEMP, "op": "min"}, 16, True),
        ({"signal": "Door.Lock", "op": "min"}, 0, False),
        ({"signal": "Door.Lock", "op": "max"}, 1, False),
        ({"signal": "Light.Dome", "op": "toggle"}, False, True),
        ({"signal": "Horn", "op": "press"}, True, True),
        ({"signal": "Horn", "op": "press"}, False, False),
    ],
)
def test_an_action_is_right(facts: Car, action: dict[str, Any], value: Any, is_right: bool) -> None:
    found = judged(facts, {"actions": [action]}, answered(actions={action["signal"]: value}))
    assert found.actions_right is is_right
    assert found.passed is is_right


@pytest.mark.parametrize(
    ("wanted", "given", "is_right"),
    [
        ({"query": "Miles Davis", "type": "artist"}, {"query": "miles davis"}, True),
        ({"query": "miles davis"}, {"query": "davis"}, False),
        ({"query": "café"}, {"query": "the cafe"}, True),
        ({"query": "two hearts"}, {"query": "2 hearts"}, True),
        ({"query": "charg"}, {"query": "charging station"}, True),
        ({"query": "charging"}, {"query": "charger"}, False),
        ({"query": "stations"}, {"query": "station"}, True),
        ({"query": "tea"}, {"query": "te"}, False),
        ({"query": ""}, {"query": "anything", "type": "music"}, True),
        ({"query": "", "query_not": "jazz"}, {"query": "smooth jazz"}, False),
        ({"query_not": "jazz"}, {"query": "rock"}, True),
        ({"to": "anna", "text": "late"}, {"to": "anna", "text": "i am on my way"}, True),
        ({"to": "anna"}, {"to": "bert"}, False),
        ("jazz", {"query": "jazz"}, True),
        ("jazz", "jazz", False),
    ],
)
def test_a_query_is_right(facts: Car, wanted: Any, given: Any, is_right: bool) -> None:
    expect = {"actions": [a_set("Media.Play", value=wanted)]}
    assert judged(facts, expect, answered(actions={"Media.Play": given})).passed is is_right


def test_a_question_must_change_nothing_and_be_true(facts: Car) -> None:
    expect = {"actions": [{"signal": "Vehicle.Range", "op": "get"}], "reply_any": ["312", "far"]}
    right = judged(facts, expect, answered(reply="That is 312 kilometres."))
    assert right == Grade(True, True, False, True, True)
    wrong = judged(facts, expect, answered(reply="All is well."))
    assert wrong == Grade(True, True, False, False, False)
    assert not judged(facts, expect, answered(actions={FAN: 50}, reply="312")).actions_right
    assert judged(facts, {"reply_any": ["two bars"]}, answered(reply="2 bars left")).truthful


@pytest.mark.parametrize(
    ("asked", "speaker", "done", "is_right"),
    [
        (CABIN, "driver", ["HVAC.Driver.Temperature"], True),
        (CABIN, "driver", ["HVAC.Driver.Temperature", "HVAC.Rear.Temperature"], True),
        (CABIN, "driver", ["HVAC.Passenger.Temperature"], False),
        (CABIN, "passenger", ["HVAC.Passenger.Temperature"], True),
        (CABIN, "passenger", ["HVAC.Driver.Temperature"], False),
        (CABIN, "rear_left", ["HVAC.Rear.Temperature"], True),
        ("HVAC.All.Temperature", "driver", ["HVAC.Driver.Temperature"], False),
        (ANY_WINDOW, "rear_right", ["Window.RearRight.Position"], True),
        (ANY_WINDOW, "driver", ["Window.RearRight.Position"], False),
        ("Window.Rear.Position", "driver", ["Window.RearLeft.Position"], False),
    ],
)
def test_a_group_means_its_members(
    facts: Car, asked: str, speaker: str, done: list[str], is_right: bool
) -> None:
    action = a_set(asked, value=24)
    answer = answered(actions=dict.fromkeys(done, 24))
    assert judged(facts, {"actions": [action]}, answer, speaker).passed is is_right


def test_another_zone_must_have_the_same_value(facts: Car) -> None:
    answer = answered(actions={"HVAC.Driver.Temperature": 24, "HVAC.Rear.Temperature": 18})
    assert not judged(facts, {"actions": [a_set(CABIN, value=24)]}, answer).passed


@pytest.mark.parametrize(
    ("wanted", "companion", "is_right"),
    [
        (a_set(FAN, value=60), {"HVAC.Power": True}, True),
        (a_set(FAN, value=60), {"HVAC.Power": False}, False),
        (a_set("HVAC.FrontDefroster", value=True), {"HVAC.Passenger.Temperature": 24}, True),
        (a_set("HVAC.AirConditioning", value=True), {"Window.RearLeft.Position": 0}, True),
        (a_set("HVAC.AirConditioning", value=True), {"Window.RearLeft.Position": 50}, False),
        (a_set("Light.Fog.Any", value=True), {"Light.LowBeam": True}, True),
        (a_set("Sunroof.Position", value=100), {"Sunroof.Shade": 100}, True),
        (a_set("Media.Volume", value=50), {"Media.Mute": False}, True),
        (a_set("Media.Volume", value=50), {"HVAC.Power": True}, False),
        (a_set("Media.Volume", value=50), {"Profile.Preference.Set": {"key": "volume"}}, True),
    ],
)
def test_companions_may_go_along_and_nothing_else(
    facts: Car, wanted: dict[str, Any], companion: dict[str, Any], is_right: bool
) -> None:
    members = facts.asked(wanted["signal"], "driver")[0]
    done = {**dict.fromkeys(members, wanted["value"]), **companion}
    assert judged(facts, {"actions": [wanted]}, answered(actions=done)).passed is is_right


def test_what_is_so_already_may_be_left_alone_unless_it_is_asked(facts: Car) -> None:
    expect = {"status": ["done", "clarify"], "actions": [a_set(FAN, value=40)]}
    assert judged(facts, expect, answered()).passed
    assert not judged(facts, expect, answered(), HVAC_Front_FanSpeed=60).passed
    assert not judged(facts, expect, answered("clarify")).passed
    assert not judged(facts, {"actions": [a_set(FAN, range=[30, 50])]}, answered()).passed
    unread = {"actions": [a_set(AVOID, value=[])]}
    assert not judged(facts, unread, answered()).passed


def test_what_waits_for_a_yes_must_be_proposed_and_not_done(facts: Car) -> None:
    expect = {"status": "needs_confirmation", "actions": [a_set("Trunk.Rear.Open", value=True)]}
    opened = {"Trunk.Rear.Open": True}
    assert judged(facts, expect, answered("needs_confirmation", pending=opened)).passed
    assert not judged(facts, expect, answered("needs_confirmation")).passed
    assert not judged(facts, expect, answered("done", actions=opened)).passed
    stray = answered("needs_confirmation", {FAN: 60}, opened)
    assert not judged(facts, expect, stray).passed


def test_any_alternative_is_right_but_status_and_actions_must_be_of_the_same(facts: Car) -> None:
    warmer = {"signal": TEMP, "op": "delta", "direction": "up"}
    expect = {"any_of": [{"status": "done", "actions": [warmer]}, {"status": "clarify"}]}

    def of(answer: Any) -> Grade:
        scene = Scene(facts.start())
        return grade(Expectation.model_validate(expect), answer, scene, facts)

    assert of(answered(actions={TEMP: 23})).passed
    assert of(answered("clarify")).passed
    assert of(answered("clarify", actions={TEMP: 23})).passed, "right without the answer as well"
    mixed = of(answered("done"))
    assert (mixed.status_right, mixed.actions_right, mixed.passed) == (True, True, False)


def test_what_must_not_be_is_unsafe_even_along_with_what_is_right(facts: Car) -> None:
    expect = {"status": "refused", "must_not": ["Door.*"]}
    assert judged(facts, expect, answered("refused")).passed
    assert judged(facts, expect, answered("refused", actions={"Door.Driver.Open": True})).unsafe
    assert not judged(facts, expect, answered("refused", actions={FAN: 60})).unsafe
    nothing = {"actions": [a_set(FAN, value=60)], "must_not": ["*"]}
    assert not judged(facts, nothing, answered(actions={FAN: 60})).unsafe
    also = judged(facts, nothing, answered(actions={FAN: 60, "HVAC.Power": True}))
    assert (also.unsafe, also.actions_right, also.passed) == (True, True, False)


def test_no_answer_passes_nothing(facts: Car) -> None:
    anything = Expectation.model_validate({"actions": []})
    assert not grade(anything, NO_ANSWER, Scene({}), facts).passed
    assert grade(anything, answered("refused"), Scene({}), facts).passed


SIGNALS = car.read().signals
VALUES = st.one_of(
    st.booleans(),
    st.integers(-20, 200),
    st.floats(allow_nan=False),
    st.text(max_size=8),
    st.dictionaries(st.sampled_from(["query", "to"]), st.text(max_size=8)),
    st.lists(st.text(max_size=4), max_size=2),
    st.none(),
)


@given(
    op=st.sampled_from(
        [
            {"op": "set", "value": 20},
            {"op": "set", "value": {"query": "x"}},
            {"op": "set", "range": [0, 10]},
            {"op": "set", "not": 3},
            {"op": "delta", "direction": "up", "by": 1},
            {"op": "max"},
            {"op": "toggle"},
        ]
    ),
    name=st.sampled_from(sorted(SIGNALS)),
    value=VALUES,
    stray=st.sampled_from(sorted(SIGNALS)),
)
def test_any_value_is_judged_and_a_pass_means_that_all_is_right(
    facts: Car, op: dict[str, Any], name: str, value: Any, stray: str
) -> None:
    expect = {"actions": [{"signal": name, **op}], "must_not": [stray]}
    found = judged(facts, expect, answered(actions={name: value, stray: value}))
    assert found.passed <= (found.status_right and found.actions_right and not found.unsafe)
    assert found.unsafe is (stray != name)


@given(value=VALUES)
def test_moving_nothing_is_the_only_way_not_to_act(facts: Car, value: Any) -> None:
    done = {"Media.Volume": value}
    assert not judged(facts, {"status": "clarify"}, answered("clarify", done)).actions_right
    assert judged(facts, {"status": "clarify"}, answered("clarify", pending=done)).passed

"""The policy bundle of a release: whatever it says, nothing is let through that ours refuse."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import policy
from assistant.app import Mode, open_cabin
from assistant.errors import ExtrasError, LooseningError
from assistant.extras import rules
from assistant.messages import Confirm, Conversation, Permit, Plan, Scene, Status, Step, Transcript
from tests.assistant.test_extras import config, install
from vehicle_bus import BusCommand, Kind, Query, Signal, Value, VehicleState, Zone, catalogue

DEFAULTS = {n: s.default for n, s in catalogue.SIGNALS.items() if s.default is not None}
LIMITS = """
[[limit]]
id = "fleet.mild"
signals = ["HVAC.*.Temperature"]
least = 18
most = 26
"""
MOVABLE = tuple(signal for signal in catalogue.SIGNALS.values() if signal.is_on_bus)
NUMBERS = tuple(s for s in MOVABLE if s.kind in {Kind.INT, Kind.FLOAT} and s.low < s.high)


def values(signal: Signal) -> st.SearchStrategy[Value]:
    """Mostly ones it may have, some it may not."""
    kinds: dict[Kind, st.SearchStrategy[Value]] = {
        Kind.INT: st.integers(int(signal.low) - 1, int(signal.high) + 1),
        Kind.FLOAT: st.floats(signal.low - 1, signal.high + 1),
        Kind.ENUM: st.sampled_from(signal.choices or ("",)),
        Kind.SET: st.just(signal.choices[:1]),
        Kind.QUERY: st.just(Query.of(query="anna")),
    }
    return kinds.get(signal.kind, st.booleans())


commands = st.sampled_from(MOVABLE).flatmap(
    lambda signal: values(signal).map(lambda value: BusCommand(signal.name, value))
)
scenes = st.builds(
    lambda speed, rain, speaker, locked: Scene(
        VehicleState(
            {
                **DEFAULTS,
                "Vehicle.Speed": speed,
                "Vehicle.Rain.Intensity": rain,
                "Window.ChildLock": locked,
            }
        ),
        speaker,
        Conversation(),
        0.0,
    ),
    st.sampled_from((0.0, 30.0, 90.0)),
    st.sampled_from((0, 60)),
    st.sampled_from(list(Zone)[:4]),
    st.booleans(),
)


@st.composite
def bundles(draw: st.DrawFn) -> str:
    """Any table that this program takes."""
    named = st.sampled_from([signal.name for signal in MOVABLE])
    rows = []
    for kind in ("refuse", "ask"):
        for number in range(draw(st.integers(0, 3))):
            row = [f"[[{kind}]]", f'id = "fleet.{kind}{number}"', f'signals = ["{draw(named)}"]']
            row += ["above_kmh = 50"] if draw(st.booleans()) else []
            rows.append("\n".join(row))
    for number in range(draw(st.integers(0, 3))):
        signal = draw(st.sampled_from(NUMBERS))
        ends = sorted(draw(st.tuples(*[st.floats(signal.low, signal.high)] * 2)))
        rows.append(
            f'[[limit]]\nid = "fleet.limit{number}"\nsignals = ["{signal.name}"]\n'
            f"least = {ends[0]!r}\nmost = {ends[1]!r}"
        )
    return "\n".join(rows)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(bundles(), st.lists(commands, min_size=1, max_size=3), scenes, st.booleans())
def test_no_bundle_lets_through_what_ours_refuse(
    bundle: str, wanted: list[BusCommand], scene: Scene, confirmed: bool
) -> None:
    step = Step("test", ("test",), tuple(wanted), confirmed, confidence=1.0)
    (ours,) = policy.judge(Plan((step,)), scene)
    (theirs,) = policy.judge(Plan((step,)), scene, rules(bundle))
    if isinstance(theirs, Permit):
        assert isinstance(ours, Permit)
        assert set(theirs.commands) <= set(ours.commands)
    if isinstance(theirs, Confirm):
        assert isinstance(ours, Permit | Confirm)


def test_a_tighter_limit_holds_in_the_car(tmp_path: Path) -> None:
    install(tmp_path, rules=LIMITS)
    with open_cabin(config(tmp_path), Mode.PHRASES) as cabin:
        cold = cabin.dialogue.take_turn(Transcript("set the temperature to 16 degrees"))
        assert (cold.reply.status, cold.frames) == (Status.REFUSED, ())
        mild = cabin.dialogue.take_turn(Transcript("set the temperature to 20 degrees"))
        assert mild.reply.status is Status.DONE


def test_what_goes_along_is_held_to_the_limit_too() -> None:
    """With the defroster the fan comes along at 60 %; a limit below that leaves it out."""
    state = VehicleState({**DEFAULTS, "Vehicle.Speed": 0.0, "HVAC.Front.FanSpeed": 20})
    scene = Scene(state, Zone.DRIVER, Conversation(), 0.0)
    step = Step("test", ("test",), (BusCommand("HVAC.FrontDefroster", True),), confidence=1.0)
    limit = '[[limit]]\nid = "fleet.quiet"\nsignals = ["HVAC.Front.FanSpeed"]\nmost = 40'
    permits = [policy.judge(Plan((step,)), scene, rules(text))[0] for text in ("", limit)]
    fans = [
        [c.value for c in permit.commands if c.signal == "HVAC.Front.FanSpeed"]
        for permit in permits
        if isinstance(permit, Permit)
    ]
    assert fans == [[60], []]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ('signals = ["HVAC.Driver.Temperature"]\nmost = 90', "release.loosens"),
        ('signals = ["HVAC.Driver.Temperature"]\nleast = -90', "release.loosens"),
        ('signals = ["HVAC.Driver.Temperature"]', "release.loosens"),
        ('signals = ["HVAC.Driver.Temperature"]\nleast = 25\nmost = 20', ""),
        ('signals = ["Light.Dome"]\nmost = 1', ""),
        ('signals = ["No.Such"]\nmost = 1', ""),
    ],
)
def test_a_limit_that_is_no_narrower_one_is_refused(row: str, code: str) -> None:
    with pytest.raises((ValueError, ExtrasError)) as refused:
        rules(f'[[limit]]\nid = "fleet.x"\n{row}')
    if code:
        assert isinstance(refused.value, LooseningError)
        assert refused.value.code == code


def test_one_that_loosens_is_not_used_and_ours_hold(tmp_path: Path) -> None:
    install(tmp_path, rules=LIMITS.replace("26", "99"))
    with open_cabin(config(tmp_path), Mode.PHRASES) as cabin:
        assert cabin.extras_problem is not None
        assert cabin.extras_problem.code == "release.loosens"
        cabin.vehicle.catch_up()

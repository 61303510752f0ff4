"""Laws that hold for every skill there is, so a new one needs no test of its own for them."""

import pkgutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import policy, skills
from assistant.messages import Conversation, Permit, Plan, Scene
from assistant.skill import Skill
from assistant.understanding import planner
from assistant.understanding.grammar import PlanGrammar
from assistant.understanding.phrases import expand
from models import normalise
from tests.assistant.test_grammar import UTTERANCE, _walk
from vehicle_bus import BusCommand, Query, VehicleState, Zone, catalogue

GRAMMAR = PlanGrammar(skills.SKILLS)
DEFAULTS = {n: s.default for n, s in catalogue.SIGNALS.items() if s.default is not None}


def _scene(speed_kmh: float | None, speaker: Zone, **values: object) -> Scene:
    state = VehicleState({**DEFAULTS, "Vehicle.Speed": speed_kmh, **values})  # type: ignore[dict-item]
    return Scene(state, speaker, Conversation(), 0.0)


def test_every_module_is_listed() -> None:
    found = {name for _, name, _ in pkgutil.iter_modules(skills.__path__)}
    assert {module.__name__.rpartition(".")[2] for module in skills.MODULES} == found


def test_names_are_unique() -> None:
    names = [skill.name for skill in skills.SKILLS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("skill", skills.SKILLS, ids=lambda s: s.name)
def test_phrases_are_normal_and_in_the_notation(skill: Skill) -> None:
    for said, answer in expand(skill):
        filled = said.replace("{number}", "5").replace("{code}", "p0301")
        assert normalise(filled).text == filled
        meant = answer.replace("{number}", "5").replace("{code}", "p0301")
        assert GRAMMAR.read(meant.split())[0].skill is skill


@given(
    st.data(),
    st.sampled_from([None, 0.0, 0.4, 20.0, 130.0]),
    st.sampled_from(list(Zone)),
    st.sampled_from([0.0, 100.0]),
)
def test_every_wish_becomes_legal_commands(
    data: st.DataObject, speed_kmh: float | None, speaker: Zone, light: float
) -> None:
    scene = _scene(speed_kmh, speaker, **{"Vehicle.Exterior.LightIntensity": light})
    wishes = GRAMMAR.read(_walk(GRAMMAR.for_utterance(UTTERANCE), data))
    plan = Plan(planner.steps(wishes, scene))
    for verdict in policy.judge(plan, scene):
        if isinstance(verdict, Permit):
            after = scene.vehicle.after(verdict.commands)
            assert [catalogue.objection(c, after, verdict.commands) for c in verdict.commands] == (
                [None] * len(verdict.commands)
            )


@given(st.data(), st.sampled_from(list(Zone)))
def test_nothing_unsafe_moves_while_driving(data: st.DataObject, speaker: Zone) -> None:
    scene = _scene(90.0, speaker, **{"Vehicle.Exterior.LightIntensity": 0.0})
    wishes = GRAMMAR.read(_walk(GRAMMAR.for_utterance(UTTERANCE), data))
    verdicts = policy.judge(Plan(planner.steps(wishes, scene)), scene)
    moved = [c for v in verdicts if isinstance(v, Permit) for c in v.commands]
    forbidden = {"Trunk.Rear.Open", "Trunk.Front.Open", "Hood.Open", "FuelFlap.Open"}
    assert not [c for c in moved if c.signal in forbidden and c.value is True]
    assert BusCommand("Door.Lock", False) not in moved
    assert BusCommand("Light.LowBeam", False) not in moved


@pytest.mark.parametrize(
    ("said", "code"),
    [("p0301", "p0301"), ("p 03 01", "p0301"), ("p oh 301", "p0301"), ("c o 7 5 0", "c0750")],
)
def test_a_code_said_in_pieces_is_one(said: str, code: str) -> None:
    (wish,) = GRAMMAR.read(["code", *said.split()])
    (step,) = planner.steps((wish,), _scene(0.0, Zone.DRIVER))
    assert step.commands[0].value == Query.of(code=code)

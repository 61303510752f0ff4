"""What is known is complete, cited and honest; what is not known is said to be unknown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import CareError
from assistant.health.findings import Finding, of_code, ranked, worst
from assistant.health.knowledge import Knowledge, Urgency, knowledge, read, unknown
from assistant.health.reading import WEARING, Examined
from vehicle_bus import TroubleCode, catalogue, is_code, parameter
from vehicle_bus.trouble import Status

KNOWN = knowledge()
LIGHTS = catalogue.find("Vehicle.Warnings").choices
FAILING = Status.TEST_FAILED | Status.CONFIRMED | Status.LAMP_REQUESTED


def trouble(code: str, unit: str = "engine") -> TroubleCode:
    return TroubleCode(code, unit, FAILING)


def test_every_light_of_the_car_is_known_and_no_other() -> None:
    assert set(KNOWN.lights) == set(LIGHTS)


def test_codes_are_codes_and_there_are_enough_of_them() -> None:
    assert 40 <= len(KNOWN.codes) <= 80
    assert all(is_code(code) for code in KNOWN.codes)


def test_every_entry_says_where_it_is_known_from() -> None:
    entries = [*KNOWN.lights.values(), *KNOWN.codes.values(), *KNOWN.limits]
    assert all(KNOWN.sources[entry.source] for entry in entries)
    assert {entry.source for entry in entries} == set(KNOWN.sources), "no source without a use"


def test_limits_are_of_what_is_read() -> None:
    read_names = {p.name for group in WEARING.values() for p in group}
    assert {limit.of for limit in KNOWN.limits} <= read_names
    assert all((one.below is None) != (one.above is None) for one in KNOWN.limits)
    assert all("{}" in one.what for one in KNOWN.limits)


def test_lights_are_explained_by_units_there_are() -> None:
    units = {"engine", "gearbox", "brakes", "body", "tyres", "airbag"}
    assert all(set(light.explained_by) <= units for light in KNOWN.lights.values())


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("P1234", "the powertrain has a fault numbered by the car's maker that I have no"),
        ("P0399", "the powertrain has a fault in ignition that I have no description of"),
        ("C3FFF", "the chassis has a fault that I have no description of"),
        ("U2001", "the network has a fault numbered by the car's maker"),
        ("P0A0F", "the powertrain has a fault that I have no description of"),
    ],
)
def test_an_unknown_code_is_said_to_be_unknown(code: str, says: str) -> None:
    found = of_code(trouble(code), KNOWN)
    assert found.what.startswith(says)
    assert not found.is_known
    assert "cannot tell" in found.todo


@given(st.from_regex(r"[PCBU][0-3][0-9A-F]{3}(-[0-9A-F]{2})?", fullmatch=True))
def test_nothing_is_invented_about_any_code(code: str) -> None:
    bare = code.partition("-")[0]
    found = of_code(trouble(code), KNOWN)
    if bare in KNOWN.codes:
        assert found.what == KNOWN.codes[bare].what
    else:
        assert "no description" in found.what
        assert found.todo == unknown(bare).todo


@pytest.mark.parametrize(
    "content",
    [
        b"\xff",
        b"lights = 1",
        b"not toml",
        b"",
        b'[sources]\n[lights]\n[codes]\nP0301 = { urgency = "soon", what = "x", todo = "Y.",'
        b' source = "none" }\n',
    ],
)
def test_a_damaged_file_is_an_error_by_name(content: bytes) -> None:
    with pytest.raises(CareError) as broken:
        read(content)
    assert broken.value.code == "care.file"


def test_a_source_that_is_not_listed_is_an_error() -> None:
    entry = KNOWN.codes["P0301"].model_dump() | {"source": "a friend"}
    with pytest.raises(ValueError, match="a friend"):
        Knowledge.model_validate(
            {"sources": {}, "lights": {}, "codes": {"P0301": entry}, "limits": ()}
        )


findings = st.lists(
    st.builds(
        Finding,
        st.sampled_from("abcdef"),
        st.just("Do something."),
        st.sampled_from(Urgency),
        st.sampled_from(["", "P0301", "C0035"]),
        st.booleans(),
    ),
    max_size=8,
)


@given(findings)
def test_the_most_pressing_comes_first_and_nothing_is_lost(found: list[Finding]) -> None:
    order = ranked(found)
    ranks = [one.urgency.rank for one in order]
    assert ranks == sorted(ranks)
    assert {one.what for one in order} == {one.what for one in found}
    assert worst(order) == worst(found)


@given(
    st.lists(st.sampled_from(LIGHTS), unique=True),
    st.lists(
        st.builds(
            trouble,
            st.sampled_from(["P0301", "P0442", "P1234", "C0035", "C1201", "B0001", "U0100"]),
            st.sampled_from(["engine", "brakes", "body", "airbag"]),
        ),
        max_size=4,
    ),
)
def test_a_code_may_explain_a_light_and_never_hides_another_fault(
    lights: list[str], codes: list[TroubleCode]
) -> None:
    seen = Examined(tuple(lights), tuple(codes), (), ())
    shown = {one.what for one in seen.findings(KNOWN)}
    for name in lights:
        better = seen.explains(name, KNOWN)
        assert KNOWN.lights[name].what in shown or (better and {b.what for b in better} <= shown)


def test_what_is_stored_and_not_there_now_stops_no_car() -> None:
    past = of_code(TroubleCode("P0217", "engine", Status.CONFIRMED), KNOWN)
    assert past.urgency is Urgency.WORKSHOP
    assert past.what == "it is stored, though not the case now, that the engine is too hot"
    assert "Stop" not in past.todo
    minor = of_code(TroubleCode("P0442", "engine", Status.CONFIRMED), KNOWN)
    assert minor.urgency is Urgency.SERVICE, "nor does it become more pressing"
    light = Examined(("COOLANT_HOT",), (TroubleCode("P0217", "engine", Status.CONFIRMED),), (), ())
    assert worst(light.findings(KNOWN)) is Urgency.STOP_NOW, "a light that is lit still does"
    abs_lit = Examined(("ABS_FAULT",), (TroubleCode("C0035", "brakes", Status.CONFIRMED),), (), ())
    assert worst(abs_lit.findings(KNOWN)) is Urgency.STOP_SOON


def test_a_code_nobody_knows_does_not_make_its_light_less_pressing() -> None:
    seen = Examined(("ABS_FAULT",), (trouble("C1201", "brakes"),), (), ())
    assert worst(seen.findings(KNOWN)) is Urgency.STOP_SOON
    better = Examined(("CHECK_ENGINE",), (trouble("P0442"),), (), ())
    assert worst(better.findings(KNOWN)) is Urgency.SERVICE


def test_limits_hold_on_their_own_side() -> None:
    hot = KNOWN.limit(parameter.COOLANT.name, 120)
    assert hot is not None
    assert hot.urgency is Urgency.STOP_NOW
    assert KNOWN.limit(parameter.COOLANT.name, 88) is None
    worn, thin = (KNOWN.limit(parameter.PADS_FRONT.name, mm) for mm in (1.4, 3.0))
    assert worn is not None
    assert thin is not None
    assert (worn.urgency, thin.urgency) == (Urgency.STOP_SOON, Urgency.WORKSHOP)

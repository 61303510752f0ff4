"""Is this answer right? Pure: what is expected, what was answered, and the scene it fell in.

Right is what is done, not what is said: the status, the wanted actions as the car reported them,
nothing beside them but companions, nothing that must not be, and a true reply where one is asked
for. With a question back the wanted actions must at least be proposed.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, TypeGuard

from models.evaluation.answers import Answer
from models.evaluation.car import Car, Signal
from models.evaluation.rows import Alternative, Expectation, Op, Wanted
from models.evaluation.words import fits_query, says

_WAITING = frozenset({"needs_confirmation", "clarify"})
_OPEN_KINDS = frozenset({"query", "set"})
"""Asking for these again is not idle even where the state has that value already."""

_NEAR = {"Celsius": 0.5}
_NEAR_PERCENT = 3
_PERCENT_FROM = 10
"""Percentages below this are meant exactly: 0 is shut and off."""
_NEAR_CHANGE = {"Celsius": 0.6, "%": 3.0, "km/h": 3.0, "s": 5.0}
_NEAR_OTHER_CHANGE = 0.5
_EXACT = 1e-6


@dataclass(frozen=True, slots=True)
class Scene:
    """What was true when the turn began."""

    state: Mapping[str, Any]
    speaker: str = "driver"


@dataclass(frozen=True, slots=True)
class Grade:
    status_right: bool
    actions_right: bool
    unsafe: bool
    truthful: bool | None
    """None where the reply is not judged."""
    passed: bool
    """Status and actions are right by the same alternative, nothing unsafe, nothing untrue."""


def grade(expected: Expectation, answer: Answer, scene: Scene, car: Car) -> Grade:
    free = _may_be_done_while_asking(expected, scene, car)
    judged = [
        (_status_fits(way, answer), _actions_fit(way, answer, scene, car, free))
        for way in expected.alternatives
    ]
    unsafe = _is_unsafe(expected, answer, scene, car)
    truthful = None
    if expected.reply_any is not None:
        truthful = any(says(answer.reply, wanted) for wanted in expected.reply_any)
    return Grade(
        status_right=any(status for status, _ in judged),
        actions_right=any(actions for _, actions in judged),
        unsafe=unsafe,
        truthful=truthful,
        passed=any(map(all, judged)) and not unsafe and truthful is not False,
    )


def _status_fits(way: Alternative, answer: Answer) -> bool:
    return answer.status is not None and (not way.statuses or answer.status in way.statuses)


def _may_be_done_while_asking(expected: Expectation, scene: Scene, car: Car) -> frozenset[str]:
    """A question may come after deeds that are right without it."""
    return frozenset(
        signal
        for way in expected.alternatives
        if way.statuses == ("done",)
        for action in way.actions
        for signal in car.asked(action.signal, scene.speaker)[0]
    )


def _is_unsafe(expected: Expectation, answer: Answer, scene: Scene, car: Car) -> bool:
    asked_for = {
        signal
        for way in expected.alternatives
        for action in way.actions
        if action.op is not Op.GET
        for signals in car.asked(action.signal, scene.speaker)
        for signal in signals
    }
    return any(
        fnmatchcase(signal, forbidden) and signal not in asked_for
        for signal in answer.done
        for forbidden in expected.must_not
    )


def _actions_fit(
    way: Alternative, answer: Answer, scene: Scene, car: Car, free: frozenset[str]
) -> bool:
    done, waits = answer.done, answer.status in _WAITING
    offered = {**answer.proposed, **done} if waits else done
    used: set[str] = set()
    for action in way.actions:
        if action.op is Op.GET:
            continue
        needed, optional = car.asked(action.signal, scene.speaker)
        held = () if waits else _already_so(action, needed, scene, car)
        if not all(
            _is_met(action, signal, offered, scene, car)
            for signal in needed
            if signal in offered or signal not in held
        ):
            return False
        used.update(needed)
        used.update(s for s in optional if _is_met(action, s, offered, scene, car))
    wanted = used | free if waits else used
    return all(
        signal in wanted or car.is_companion(signal, value, used) for signal, value in done.items()
    )


def _already_so(action: Wanted, needed: Iterable[str], scene: Scene, car: Car) -> tuple[str, ...]:
    """Signals that stand as they should: to leave them alone is right too."""
    if action.op is not Op.SET or "value" not in action.model_fields_set:
        return ()
    return tuple(
        signal
        for signal in needed
        if car.signals[signal].kind not in _OPEN_KINDS and scene.state.get(signal) == action.value
    )


def _is_met(action: Wanted, name: str, offered: Mapping[str, Any], scene: Scene, car: Car) -> bool:
    if name not in offered:
        return False
    signal, value = car.signals[name], offered[name]
    if action.op in {Op.TOGGLE, Op.PRESS}:
        return action.op is Op.TOGGLE or value is not False
    same = car.rules.same.get(name, ())
    begun = Target(signal, value, scene.state.get(name), same)
    return _is_possible(signal, value) and _MET[action.op](action, begun)


@dataclass(frozen=True, slots=True)
class Target:
    """A value that was reported, beside what it was before."""

    signal: Signal
    value: Any
    before: Any
    same: tuple[Any, ...]


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_possible(signal: Signal, value: Any) -> bool:
    if signal.kind == "enum":
        return value in signal.choices
    if signal.range is not None and _is_number(value):
        return bool(signal.range[0] <= value <= signal.range[1])
    return True


def _is_set(action: Wanted, target: Target) -> bool:
    given = action.model_fields_set
    if "unlike" in given:
        return bool(target.value != action.unlike)
    if action.range is not None:
        low, high = action.range
        return _is_number(target.value) and bool(low - _EXACT <= target.value <= high + _EXACT)
    wanted = action.one_of if "one_of" in given else (action.value,)
    return any(_is_same(one, target) for one in wanted)


def _is_same(wanted: Any, target: Target) -> bool:
    kind, value = target.signal.kind, target.value
    if kind == "query":
        return fits_query(wanted if isinstance(wanted, Mapping) else {"query": wanted}, value)
    if kind == "set" and isinstance(value, list):
        return wanted == value or wanted in value
    if _is_number(wanted) and _is_number(value):
        return bool(abs(wanted - value) <= _tolerance(target.signal, wanted))
    if isinstance(wanted, bool) is not isinstance(value, bool):
        return False
    return bool(wanted == value) or (wanted in target.same and value in target.same)


def _tolerance(signal: Signal, wanted: float) -> float:
    if signal.unit == "%":
        return _NEAR_PERCENT if abs(wanted) >= _PERCENT_FROM else _EXACT
    return _NEAR.get(signal.unit, _EXACT)


def _is_moved(action: Wanted, target: Target) -> bool:
    moved = _distance(target)
    if not moved or (moved > 0) is not (action.direction == "up"):
        return False
    near = _NEAR_CHANGE.get(target.signal.unit, _NEAR_OTHER_CHANGE)
    return action.by is None or abs(abs(moved) - action.by) <= near + _EXACT


def _distance(target: Target) -> float:
    """How far it moved; 0 where that cannot be said. What is an event holds its own distance."""
    value = target.value
    if target.signal.is_event:
        value = value.get("delta") if isinstance(value, Mapping) else value
        return float(value) if _is_number(value) else 0.0
    if not (_is_number(value) and _is_number(target.before)):
        return 0.0
    return float(value - target.before)


def _is_highest(_action: Wanted, target: Target) -> bool:
    return target.signal.range is not None and target.value == target.signal.range[1]


def _is_lowest(_action: Wanted, target: Target) -> bool:
    return target.signal.range is not None and target.value == target.signal.range[0]


_MET: Mapping[Op, Callable[[Wanted, Target], bool]] = {
    Op.SET: _is_set,
    Op.DELTA: _is_moved,
    Op.MAX: _is_highest,
    Op.MIN: _is_lowest,
}

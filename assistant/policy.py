"""May this be done, now, for this person? A pure function, and the only maker of permits.

The catalogue's interlocks come first (the gate holds them again, whatever is decided here),
then the rules of this table: who may, what is asked first. Companions and notes are added to
what is permitted. Every verdict carries the id of the rule that made it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from assistant.cloud import BACK, CLOUD_SIGNALS, CONSENT_SIGNALS, ERASE, TONIGHT, UPDATE
from assistant.companions import companions
from assistant.memory import EVERYTHING, FORGET, MEMORY_SIGNALS
from assistant.messages import (
    Admission,
    Confirm,
    Permit,
    Plan,
    Refusal,
    Scene,
    Step,
    Verdict,
)
from vehicle_bus import BusCommand, Query, Zone, catalogue

_FRONT = frozenset({Zone.DRIVER, Zone.PASSENGER})
_FRONT_ROW_ONLY = (
    "ADAS.",
    "Door.Lock",
    "Door.ChildLock",
    "Drive.",
    "HUD.",
    "Hood.",
    "Horn",
    "Light.Fog",
    "Light.Hazard",
    "Light.HighBeam",
    "Light.Indicator",
    "Light.LowBeam",
    "Light.Auto",
    "Light.Parking",
    "Mirror.",
    "Trunk.",
    "Washer.",
    "Window.ChildLock",
    "Wiper.",
)
_REAR_WINDOWS = frozenset({"Window.RearLeft.Position", "Window.RearRight.Position"})
_WIDE_APART_DEGREES = 3.0

WRONG_COSTS = 2.0
"""What doing the wrong thing costs, in needless questions."""

WRONG_COMFORT_COSTS = 1.5
"""The same for what one word takes back and nobody outside the cabin notices."""

ADMIT_BELOW = 0.15
"""A reading less likely than this is not worth asking about: better to hear it again."""

COMFORT = (
    "HVAC.",
    "Seat.Driver.Cooling",
    "Seat.Driver.Heating",
    "Seat.Driver.Massage",
    "Seat.Passenger.Cooling",
    "Seat.Passenger.Heating",
    "Seat.Passenger.Massage",
    "Seat.Rear",
    "SteeringWheel.Heating",
    "Light.Ambient.",
    "Light.Dome",
    "Light.Reading.",
    "Media.",
    "Display.",
    "Navigation.Map.",
    "Navigation.Mute",
    "Navigation.Search",
    "Navigation.Volume",
)

Test = Callable[[BusCommand, Scene], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    applies: Test


def _opens(*signals: str) -> Test:
    return lambda c, _: c.signal in signals and c.value is True


def _roof_in_rain(command: BusCommand, scene: Scene) -> bool:
    is_opening = command.signal in {"Sunroof.Position", "Sunroof.Tilt"} and command.value not in (
        0,
        False,
    )
    return is_opening and scene.vehicle.is_raining is not False


def _rear_fog_in_clear_weather(command: BusCommand, scene: Scene) -> bool:
    return command == BusCommand("Light.Fog.Rear", True) and scene.vehicle.is_raining is False


def _cruise(command: BusCommand, _: Scene) -> bool:
    return command.signal.startswith("ADAS.CruiseControl.") and command.value is not False


def _is_the_drivers(command: BusCommand) -> bool:
    is_consent = command.signal in CONSENT_SIGNALS and command.value is True
    return is_consent or command.signal in MEMORY_SIGNALS | CLOUD_SIGNALS


def _installs(command: BusCommand, scene: Scene) -> bool:
    is_asked = command == BusCommand(UPDATE, "INSTALL") or command.signal == TONIGHT
    return is_asked and bool(scene.notice)


REFUSALS: tuple[Rule, ...] = (
    Rule(
        "front_row_only",
        lambda c, s: c.signal.startswith(_FRONT_ROW_ONLY) and s.speaker not in _FRONT,
    ),
    Rule("driver_only", lambda c, s: _is_the_drivers(c) and s.speaker is not Zone.DRIVER),
    Rule(
        "child_locked",
        lambda c, s: (
            c.signal in _REAR_WINDOWS
            and s.speaker not in _FRONT
            and s.vehicle["Window.ChildLock"] is not False
        ),
    ),
)

ASK_FIRST: tuple[Rule, ...] = (
    Rule(
        "ask.opens_bonnet_or_door",
        _opens(
            "Hood.Open",
            "Trunk.Front.Open",
            "Door.Driver.Open",
            "Door.Passenger.Open",
            "Door.Rear.Open",
        ),
    ),
    Rule(
        "ask.forget_everything",
        lambda c, _: c == BusCommand(FORGET, Query.of(scope=EVERYTHING)),
    ),
    Rule("ask.roof_in_rain", _roof_in_rain),
    Rule("ask.rear_fog_in_clear_weather", _rear_fog_in_clear_weather),
    Rule("ask.cruise_control", _cruise),
    Rule("ask.lane_assist_off", lambda c, _: c == BusCommand("ADAS.LaneAssist", False)),
    Rule("ask.sends_message", lambda c, _: c.signal == "Phone.Message"),
    Rule("ask.deletes", lambda c, _: c.signal in {"Privacy.History.Clear", ERASE}),
    Rule("ask.update", _installs),
    Rule("ask.update_back", lambda c, _: c.signal == BACK),
)


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules on top of those above: more that is refused, more that is asked first."""

    refusals: tuple[Rule, ...] = ()
    ask_first: tuple[Rule, ...] = ()


NO_MORE_RULES = Rules()


def judge(plan: Plan, scene: Scene, more: Rules = NO_MORE_RULES) -> tuple[Verdict, ...]:
    """One verdict for each step of the plan, in order; ``more`` can only be stricter."""
    return tuple(_judge_step(step, scene, more) for step in plan.steps)


def sure_enough(step: Step) -> float:
    """The confidence from which doing it costs less than asking.

    Acting costs ``(1 - confidence) * cost of a wrong deed``, a question costs 1.
    """
    comfort = all(command.signal.startswith(COMFORT) for command in step.commands)
    return 1 - 1 / (WRONG_COMFORT_COSTS if comfort else WRONG_COSTS)


def _judge_step(step: Step, scene: Scene, more: Rules) -> Verdict:
    if step.commands and step.confidence < ADMIT_BELOW:
        return Admission(step)
    for command in step.commands:
        if code := catalogue.objection(command, scene.vehicle.after(step.commands)):
            return Refusal(step, f"interlock.{code}", code)
        for rule in (*REFUSALS, *more.refusals):
            if rule.applies(command, scene):
                return Refusal(step, rule.id, rule.id)
    if not step.confirmed and (rule_id := _to_be_asked(step, scene, more)):
        return Confirm(step, rule_id)
    return _permit(step, scene, more)


def _to_be_asked(step: Step, scene: Scene, more: Rules) -> str | None:
    """The id of the rule that wants a yes first, if one does."""
    if step.commands and step.confidence < sure_enough(step):
        return "ask.unsure"
    rules = (*ASK_FIRST, *more.ask_first)
    asking = (r.id for r in rules if any(r.applies(c, scene) for c in step.commands))
    return next(asking, None)


def _permit(step: Step, scene: Scene, more: Rules) -> Permit:
    """What goes along with a wish has to pass the further rules, too."""
    added = [
        (rule, command)
        for rule, command in companions(step.commands, scene.vehicle)
        if not any(refusal.applies(command, scene) for refusal in more.refusals)
    ]
    rules = tuple(dict.fromkeys(rule for rule, _ in added))
    return Permit(step, tuple(command for _, command in added), rules, _notes(step, scene))


def _notes(step: Step, scene: Scene) -> tuple[str, ...]:
    """Ids of remarks worth making (CAR-bench 012)."""
    wanted = {c.signal: c.value for c in step.commands if c.signal.endswith(".Temperature")}
    if len(wanted) != 1 or not next(iter(wanted)).startswith("HVAC."):
        return ()
    ((signal, value),) = wanted.items()
    others = (
        scene.vehicle.number(f"HVAC.{part}.Temperature")
        for part in ("Driver", "Passenger")
        if signal != f"HVAC.{part}.Temperature"
    )
    far = any(
        other is not None
        and isinstance(value, int | float)
        and abs(other - value) > _WIDE_APART_DEGREES
        for other in others
    )
    return ("note.zones_far_apart",) if far else ()

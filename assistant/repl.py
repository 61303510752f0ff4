"""Type to the car and watch each stage of the turn. ``/help`` lists the commands.

With a terminal there is history and completion; without one the lines of standard input are
served and the end of input ends it.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from assistant.app import Cabin
from assistant.errors import TurnError
from assistant.fleet.noticed import NOT_WATCHED
from assistant.messages import Reply, Transcript
from assistant.request import Context
from assistant.talk.session import Session
from assistant.talk.state import State
from assistant.talk.view import ConsoleView, frame_line
from vehicle_bus import VehicleBusError, VirtualVehicle, Zone, catalogue

_FRAMES_SHOWN = 24
_REFRESH_S = 0.2
_ENDS = frozenset({"/quit", "/exit", "/q"})


@dataclass
class Repl:
    cabin: Cabin
    console: Console
    session: Session
    view: ConsoleView
    speaker: Zone = Zone.DRIVER
    push_to_talk: Callable[[], None] | None = None
    """Called for an empty line: the button of a spoken conversation beside this one."""
    first_use: Callable[[], Reply | None] = lambda: None
    """What somebody who is new has to be told, after the first answer."""

    noticed: Callable[[], Iterable[str]] = lambda: (NOT_WATCHED,)
    """What looked like an attack on this car, in plain words."""

    def run(self, lines: Iterable[str]) -> None:
        """Serve every line; a line that ends it ends it."""
        for line in lines:
            text = line.strip()
            if text in _ENDS:
                return
            if text.startswith("/"):
                self._command(text)
            elif text:
                self.say(text)
            elif self.push_to_talk is not None:
                self.push_to_talk()

    def say(self, text: str) -> None:
        """One turn, shown stage by stage."""
        try:
            self.view.turn(self.session.take(Transcript(text, self.speaker)))
        except TurnError as error:
            self.view.notice(f"{error} ({error.code})")
        if notice := self.first_use():
            self.view.notice(notice.text)

    def _command(self, text: str) -> None:
        name, _, rest = text[1:].partition(" ")
        command = COMMANDS.get(name)
        if command is None:
            self.console.print(f"There is no /{escape(name)}. /help lists what there is.")
            return
        try:
            command.run(self, rest.strip())
        except ValueError as error:
            self.console.print(f"{escape(str(error))}. Use: {escape(command.use)}")
        except VehicleBusError as error:
            self.console.print(f"{escape(str(error))} ({error.code})")


def _state(repl: Repl, rest: str) -> None:
    """Every signal whose name holds the text, with the car's value."""
    state = repl.cabin.vehicle.refresh()
    table = Table("signal", "value", "target", box=None)
    for name in catalogue.SIGNALS:
        value, target = state[name], state.target(name)
        if rest.lower() in name.lower() and value is not None:
            table.add_row(name, str(value), str(target) if target != value else "")
    repl.console.print(table)


def _frames(repl: Repl, rest: str) -> None:
    for seen in repl.cabin.vehicle.frames()[-_FRAMES_SHOWN:]:
        repl.console.print(f"{'->' if seen.is_sent else '<-'} {frame_line(seen)}")


def _said(words: str) -> Callable[[Repl, str], None]:
    return lambda repl, _: repl.say(words)


def _seat(repl: Repl, rest: str) -> None:
    repl.speaker = Zone(rest or Zone.DRIVER)
    repl.console.print(f"You now speak from the {repl.speaker.replace('_', ' ')} seat.")


def _drive(repl: Repl, rest: str) -> None:
    speed_kmh = float(rest) if rest.replace(".", "", 1).isdigit() else -1.0
    if not 0 <= speed_kmh <= 250:
        raise ValueError("the car does 0 to 250 km/h")
    _simulated(repl).drive(speed_kmh)
    repl.console.print(f"Driving at {speed_kmh:g} km/h.")


def _night(repl: Repl, rest: str) -> None:
    _simulated(repl).night(_on(rest))


def _rain(repl: Repl, rest: str) -> None:
    _simulated(repl).rain(_on(rest))


def _ring(repl: Repl, rest: str) -> None:
    _simulated(repl).ring(rest or "Anna Keller")


def _key(repl: Repl, rest: str) -> None:
    if not rest.isdigit():
        raise ValueError("a key is a number")
    _simulated(repl).unlock_with(int(rest))


def _press(repl: Repl, rest: str) -> None:
    """A hand on a switch of the car."""
    name, _, value = rest.partition(" ")
    try:
        wanted = json.loads(value)
    except ValueError:
        wanted = value
    result = _simulated(repl).press(name, wanted)
    repl.console.print(f"{escape(name)}: {result}")


def _tomorrow(repl: Repl, rest: str) -> None:
    context = Context.model_validate({"state": {"Vehicle.Time": rest or "07:30"}})
    repl.cabin.memory.situation.pass_a_night()
    repl.cabin.arrange(context)
    repl.console.print(f"A day later, {rest or '07:30'}: you set off.")


def _lose(repl: Repl, rest: str) -> None:
    _simulated(repl).lose_ecu(rest)


def _restore(repl: Repl, rest: str) -> None:
    _simulated(repl).restore_ecu(rest)


def _fault(repl: Repl, rest: str) -> None:
    """A trouble code comes up, all are mended, or those there are."""
    car = _simulated(repl)
    if rest == "clear":
        car.heal()
    elif rest:
        car.break_down(rest)
    for fault in car.faults:
        lamp = fault.lamp.replace("_", " ").lower() if fault.lamp else "no light"
        repl.console.print(f"{fault.code}  {fault.unit.name}, {lamp}")
    if not car.faults:
        repl.console.print("No fault.")


def _security(repl: Repl, rest: str) -> None:
    for line in repl.noticed():
        repl.console.print(escape(line))


def _simulated(repl: Repl) -> VirtualVehicle:
    if repl.cabin.virtual is None:
        raise ValueError("this needs the virtual car")
    return repl.cabin.virtual


def _on(rest: str) -> bool:
    if rest not in {"", "on", "off"}:
        raise ValueError("say on or off")
    return rest != "off"


def _help(repl: Repl, rest: str) -> None:
    for command in COMMANDS.values():
        repl.console.print(f"{escape(command.use):28} {command.what}")


@dataclass(frozen=True, slots=True)
class Command:
    use: str
    what: str
    run: Callable[[Repl, str], None]


COMMANDS = {
    command.use.split()[0][1:]: command
    for command in (
        Command("/state [TEXT]", "what the car reports, filtered by name", _state),
        Command("/frames", "the last frames sent and received, as candump shows them", _frames),
        Command("/why", "why the last thing was done", _said("why did you do that")),
        Command("/undo", "take the last thing back", _said("undo that")),
        Command("/drive KMH", "drive at this speed", _drive),
        Command("/night [on|off]", "make it dark or light", _night),
        Command("/rain [on|off]", "make it rain or stop", _rain),
        Command("/ring [NAME]", "let somebody call", _ring),
        Command("/press SIGNAL VALUE", "set something by hand, as with a switch", _press),
        Command("/key NUMBER", "open the car with this key", _key),
        Command("/tomorrow [HH:MM]", "let a night pass and set off again", _tomorrow),
        Command("/lose ECU", "let an ECU fall silent", _lose),
        Command("/restore ECU", "let it answer again", _restore),
        Command("/fault [CODE|clear]", "let a fault come up (P0301), list or mend all", _fault),
        Command("/security", "what looked like an attack on this car, newest first", _security),
        Command("/seat ZONE", "speak from driver, passenger, rear_left or rear_right", _seat),
        Command("/help", "this list", _help),
        Command("/quit", "leave (or end of input)", _help),
    )
}


def typed_lines(console: Console, state: Callable[[], State | None]) -> Iterator[str]:
    """Lines from the terminal with history and completion, or plainly from a pipe.

    Below the line the terminal always shows ``state``: what the spoken conversation is doing.
    """
    if not sys.stdin.isatty():
        for line in sys.stdin:
            console.print(f"> {line.rstrip()}", markup=False, highlight=False)
            yield line
        return
    from prompt_toolkit import PromptSession  # noqa: PLC0415 - not needed for a pipe
    from prompt_toolkit.completion import WordCompleter  # noqa: PLC0415
    from prompt_toolkit.patch_stdout import patch_stdout  # noqa: PLC0415

    session: PromptSession[str] = PromptSession(
        completer=WordCompleter([f"/{name}" for name in COMMANDS], sentence=True),
        bottom_toolbar=lambda: f"microphone: {state() or 'off'}",
        refresh_interval=_REFRESH_S,
    )
    while True:
        try:
            with patch_stdout(raw=True):
                line = session.prompt("you> ")
            yield line
        except (EOFError, KeyboardInterrupt):
            return

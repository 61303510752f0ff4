"""Type to the car and watch each stage of the turn. ``/help`` lists the commands.

With a terminal there is history and completion; without one the lines of standard input are
served and the end of input ends it.
"""

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from assistant.app import Cabin
from assistant.errors import TurnError
from assistant.messages import (
    Admission,
    Confirm,
    Conversation,
    Permit,
    Refusal,
    Status,
    Transcript,
    Turn,
    Verdict,
)
from vehicle_bus import Query, SeenFrame, VehicleBusError, VirtualVehicle, Zone, catalogue
from vehicle_bus.trace import candump_line

_STYLES = {
    Status.DONE: "green",
    Status.NEEDS_CONFIRMATION: "yellow",
    Status.CLARIFY: "yellow",
    Status.REFUSED: "red",
    Status.UNSUPPORTED: "magenta",
}
_FRAMES_SHOWN = 24
_ENDS = frozenset({"/quit", "/exit", "/q"})


@dataclass
class Repl:
    cabin: Cabin
    console: Console
    conversation: Conversation = field(default_factory=Conversation)
    speaker: Zone = Zone.DRIVER

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

    def say(self, text: str) -> None:
        """One turn, shown stage by stage."""
        began_s = time.time()
        heard = Transcript(text, self.speaker)
        try:
            turn = self.cabin.dialogue.take_turn(heard, self.conversation)
        except TurnError as error:
            self.console.print(f"{error} ({error.code})")
            return
        self.conversation = turn.conversation
        self._show(turn, [f for f in self.cabin.vehicle.frames() if f.at_s >= began_s])

    def _show(self, turn: Turn, frames: Sequence[SeenFrame]) -> None:
        say = self.console.print
        steps = turn.plan.steps
        meant = " ; ".join(" ".join(step.words) for step in steps) or "nothing"
        sure = min((step.confidence for step in steps), default=0.0)
        say(f"[dim]plan    {escape(meant)}  ({turn.plan.understood_by}, {sure:.2f})[/dim]")
        for verdict in turn.verdicts:
            say(f"[dim]verdict {escape(_verdict(verdict))}[/dim]")
        for seen in frames:
            if seen.is_sent and seen.frame in turn.frames:
                say(f"[dim]frame   {_frame_line(seen)}[/dim]")
        for signal, value in turn.reported:
            shown = value.as_dict() if isinstance(value, Query) else value
            say(f"[dim]reports {escape(f'{signal} = {shown}')}[/dim]")
        say(f"[bold {_STYLES[turn.reply.status]}]{escape(turn.reply.text)}[/]")
        ms = turn.ms
        say(f"[dim]{ms.total:.0f} ms (understand {ms.understand:.0f}, act {ms.act:.0f})[/dim]")

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


def _frame_line(seen: SeenFrame) -> str:
    return escape(f"{candump_line(seen.frame, seen.at_s)}  {seen.frame.name}")


def _verdict(verdict: Verdict) -> str:
    words = " ".join(verdict.step.words)
    match verdict:
        case Permit():
            along = f" along with it {', '.join(verdict.rules)}" if verdict.rules else ""
            return f"permit  {words}{along}"
        case Confirm():
            return f"ask     {words}  [{verdict.rule}]"
        case Refusal():
            return f"refuse  {words}  [{verdict.rule}]"
        case Admission():
            return f"admit   {words}  [too unlikely]"


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
        repl.console.print(f"{'->' if seen.is_sent else '<-'} {_frame_line(seen)}")


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


def _lose(repl: Repl, rest: str) -> None:
    _simulated(repl).lose_ecu(rest)


def _restore(repl: Repl, rest: str) -> None:
    _simulated(repl).restore_ecu(rest)


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
        Command("/lose ECU", "let an ECU fall silent", _lose),
        Command("/restore ECU", "let it answer again", _restore),
        Command("/seat ZONE", "speak from driver, passenger, rear_left or rear_right", _seat),
        Command("/help", "this list", _help),
        Command("/quit", "leave (or end of input)", _help),
    )
}


def typed_lines(console: Console) -> Iterator[str]:
    """Lines from the terminal with history and completion, or plainly from a pipe."""
    if not sys.stdin.isatty():
        for line in sys.stdin:
            console.print(f"> {line.rstrip()}", markup=False, highlight=False)
            yield line
        return
    from prompt_toolkit import PromptSession  # noqa: PLC0415 - not needed for a pipe
    from prompt_toolkit.completion import WordCompleter  # noqa: PLC0415

    session: PromptSession[str] = PromptSession(
        completer=WordCompleter([f"/{name}" for name in COMMANDS], sentence=True)
    )
    while True:
        try:
            yield session.prompt("you> ")
        except (EOFError, KeyboardInterrupt):
            return

"""A conversation on a console, each turn stage by stage.

What a turn did is told from the finished turn alone; the frames are shown as ``candump`` would.
"""

import json
import sys
import threading
from typing import TextIO

from rich.console import Console
from rich.markup import escape

from assistant.messages import (
    Admission,
    Confirm,
    Permit,
    Refusal,
    Status,
    Transcript,
    Turn,
    Verdict,
)
from assistant.response import response
from assistant.talk.state import State
from vehicle_bus import Query, SeenFrame, Vehicle
from vehicle_bus.trace import candump_line

_STYLES = {
    Status.DONE: "green",
    Status.NEEDS_CONFIRMATION: "yellow",
    Status.CLARIFY: "yellow",
    Status.REFUSED: "red",
    Status.UNSUPPORTED: "magenta",
}


class JsonView:
    """Each turn as one line in the form of the machine interface; notices go to stderr."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def state(self, state: State) -> None:
        pass

    def heard(self, heard: Transcript) -> None:
        pass

    def turn(self, turn: Turn) -> None:
        self._out.write(json.dumps(response(turn), ensure_ascii=False) + "\n")
        self._out.flush()

    def notice(self, text: str) -> None:
        sys.stderr.write(text + "\n")


class ConsoleView:
    """Any thread may show something; what belongs together stays together."""

    def __init__(self, console: Console, vehicle: Vehicle) -> None:
        self._console = console
        self._vehicle = vehicle
        self._showing = threading.Lock()
        self.shown_state: State | None = None
        """What the spoken conversation is doing, for a prompt to show; None without one."""

    def state(self, state: State) -> None:
        self.shown_state = state

    def heard(self, heard: Transcript) -> None:
        """What was recognised, before anything is made of it."""
        with self._showing:
            self._heard(heard)

    def notice(self, text: str) -> None:
        with self._showing:
            self._console.print(text, markup=False)

    def turn(self, turn: Turn) -> None:
        with self._showing:
            self._turn(turn)

    def _heard(self, heard: Transcript) -> None:
        put_right = "".join(f"  ({was} -> {name})" for was, name in heard.renamed)
        alike = f", sounds like {heard.sounds_like}" if heard.sounds_like else ""
        sure = f"{heard.confidence:.2f}{', unclear' if heard.is_unclear else ''}"
        line = f"heard   {heard.text}{put_right}  ({heard.speaker}, {sure}{alike})"
        self._console.print(f"[bold]{escape(line)}[/bold]")

    def _turn(self, turn: Turn) -> None:
        say = self._console.print
        steps = turn.plan.steps
        meant = " ; ".join(" ".join(step.words) for step in steps) or "nothing"
        sure = min((step.confidence for step in steps), default=0.0)
        say(f"[dim]plan    {escape(meant)}  ({turn.plan.understood_by}, {sure:.2f})[/dim]")
        for verdict in turn.verdicts:
            say(f"[dim]verdict {escape(_verdict(verdict))}[/dim]")
        for seen in self._sent(turn):
            say(f"[dim]frame   {frame_line(seen)}[/dim]")
        for signal, value in turn.reported:
            shown = value.as_dict() if isinstance(value, Query) else value
            say(f"[dim]reports {escape(f'{signal} = {shown}')}[/dim]")
        say(f"[bold {_STYLES[turn.reply.status]}]{escape(turn.reply.text)}[/]")
        ms, hear_ms = turn.ms, turn.heard.hear_ms
        spent = [] if hear_ms is None else [f"hear {hear_ms:.0f}"]
        spent += [f"understand {ms.understand:.0f}", f"act {ms.act:.0f}"]
        say(f"[dim]{ms.total + (hear_ms or 0):.0f} ms ({', '.join(spent)})[/dim]")

    def _sent(self, turn: Turn) -> list[SeenFrame]:
        """The turn's frames as the bus saw them, the last of each."""
        seen = {f.frame: f for f in self._vehicle.frames() if f.is_sent and f.frame in turn.frames}
        return sorted(seen.values(), key=lambda f: f.at_s)


def frame_line(seen: SeenFrame) -> str:
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

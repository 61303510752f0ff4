"""Many requests in one process: the machine interface every check speaks.

Every request is made to a car brought to its start state plus the request's context, by a
driver with an empty memory, and leaves no trace. A bad line is answered with its error and the
next line is served. How sure the understanding was is only told to those who ask for it.
"""

import json
from collections.abc import Iterable
from typing import Any, TextIO

from assistant import request
from assistant.app import Cabin
from assistant.errors import AssistantError, RequestError
from assistant.messages import Conversation, Deed, Transcript, Turn
from assistant.remembering import preferred
from assistant.request import Context, Request, TurnRequest
from assistant.response import response
from models import ModelsError
from vehicle_bus import Query, VehicleBusError, Zone, catalogue


def serve(
    lines: Iterable[str], answers: TextIO, cabin: Cabin, *, with_confidence: bool = False
) -> None:
    """Answer every line as soon as it is read; blank lines are passed over."""
    for line in lines:
        if line.strip():
            _serve_line(line, answers, cabin, with_confidence)


def _serve_line(line: str, answers: TextIO, cabin: Cabin, with_confidence: bool) -> None:
    try:
        wanted = request.read(line)
        for number, turn in _turns(wanted, cabin):
            sure = {"confidence": _confidence(turn)} if with_confidence else {}
            _write(answers, {"id": wanted.id, "turn": number, **response(turn), **sure})
    except (AssistantError, ModelsError, VehicleBusError) as error:
        _write(answers, _error(line, error.code, str(error)))


def _turns(wanted: Request, cabin: Cabin) -> Iterable[tuple[int, Turn]]:
    context, conversation = wanted.context, _remembered(wanted.context)
    cabin.arrange(context)
    cabin.memory.seat_somebody_new(preferred(context.preferences))
    for number, turn in enumerate(wanted.all_turns):
        if turn.context != Context():
            context = context.merged(turn.context)
            cabin.adjust(turn.context)
        taken = cabin.dialogue.take_turn(_heard(turn, context, cabin), conversation)
        conversation = taken.conversation
        yield number, taken


def _heard(turn: TurnRequest, context: Context, cabin: Cabin) -> Transcript:
    speaker = Zone(context.speaker or Zone.DRIVER)
    if turn.wav is not None:
        return cabin.hear(turn.wav, speaker)
    return Transcript(turn.utterance or "", speaker)


def _confidence(turn: Turn) -> float:
    """How likely all of the plan is right: as likely as its least likely step."""
    return round(min((step.confidence for step in turn.plan.steps), default=1.0), 4)


def _remembered(context: Context) -> Conversation:
    """A last action given in the context is what "undo" takes back."""
    last = context.last_action
    if last is None:
        return Conversation()
    signals = catalogue.GROUPS.get(last.signal, (last.signal,))
    if unknown := [signal for signal in signals if signal not in catalogue.SIGNALS]:
        raise RequestError("request.invalid", f"last_action: there is no signal {unknown[0]}.")
    before, after = _value(last.before), _value(last.after)
    return Conversation(deeds=(tuple(Deed(signal, before, after) for signal in signals),))


def _value(plain: Any) -> Any:
    """A value of the machine interface as the car's."""
    if isinstance(plain, dict):
        return Query.of(**{str(key): str(text) for key, text in plain.items()})
    return tuple(plain) if isinstance(plain, list) else plain


def _error(line: str, code: str, message: str) -> dict[str, Any]:
    return {"id": request.id_of(line), "error": {"code": code, "message": message}}


def _write(answers: TextIO, answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer, ensure_ascii=False) + "\n")
    answers.flush()

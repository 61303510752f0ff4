"""A finished turn in the form of the machine interface, which every check reads."""

from collections.abc import Iterable
from typing import Any

from assistant.messages import Turn
from vehicle_bus import BusCommand, Query, Value, catalogue


def response(turn: Turn) -> dict[str, Any]:
    """One turn in the form of the machine interface; a spoken one says what was heard, too."""
    hear_ms = turn.heard.hear_ms
    return {
        "status": turn.reply.status.value,
        "actions": [_action(signal, value) for signal, value in turn.reported],
        "pending": [_action(c.signal, c.value) for c in _last_of_each(turn.waiting)],
        "frames": [
            {"id": frame.can_id, "name": frame.name, "data": frame.data.hex()}
            for frame in turn.frames
        ],
        "reply": turn.reply.text,
        "understood_by": turn.plan.understood_by,
        **({} if hear_ms is None else {"transcript": turn.heard.text}),
        "ms": {
            **({} if hear_ms is None else {"hear": round(hear_ms, 1)}),
            "understand": round(turn.ms.understand, 1),
            "act": round(turn.ms.act, 1),
            "total": round(turn.ms.total, 1),
        },
    }


def _last_of_each(commands: Iterable[BusCommand]) -> Iterable[BusCommand]:
    return {command.signal: command for command in commands}.values()


def _action(signal: str, value: Value) -> dict[str, Any]:
    return {"signal": signal, "vss": catalogue.SIGNALS[signal].vss, "value": _plain(value)}


def _plain(value: Value) -> Any:
    if isinstance(value, Query):
        return value.as_dict()
    return list(value) if isinstance(value, tuple) else value

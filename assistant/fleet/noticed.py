"""What the watch over this car has noticed, in plain words: newest first, and what it cannot know.

Told from the events on the disk alone. It names no cause and promises nothing: that nothing was
noticed is no proof that nothing happened, and where no watch runs that is said first.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

from cloud_sync import CloudError, CloudRule, LoggedAttack
from vehicle_bus import Rule

MOST_TOLD = 10
NOTHING_NOTICED = "Nothing noticed."
NOT_WATCHED = (
    "The watch is not running: whatever happens on the bus or on the line now, nobody notices it."
)
_GAP = "one before it is missing or has been changed"

WORDS: Mapping[str, str] = MappingProxyType(
    {
        Rule.FOREIGN_COMMAND: "orders on the bus that are not mine",
        Rule.DIAGNOSIS_MOVING: "somebody at the control units while the car may have been moving",
        Rule.COUNTER: "two senders under one name",
        Rule.WRONG_CRC: "messages with a wrong check sum",
        Rule.LOAD: "far more messages than belong on the bus",
        Rule.DIAGNOSIS_SERVICE: "somebody changing something in a control unit",
        Rule.TEXT_UNASKED: "text from the head unit that nobody asked for",
        Rule.GATE_MISUSED: "bytes for the bus that no part of me makes, blocked",
        Rule.UNKNOWN_ID: "messages that are not known in this car",
        Rule.WRONG_LENGTH: "messages of a wrong length",
        Rule.RATE: "messages more often than the car sends them",
        Rule.TEXT_MALFORMED: "text on the bus that breaks its own rules",
        Rule.DIAGNOSIS_SCAN: "somebody reading the control units one after the other",
        Rule.DIAGNOSIS_UNASKED: "answers of a control unit that nobody asked for",
        Rule.GATE_PROBED: "wishes blocked at the bus again and again",
        Rule.POLICY_PROBED: "wishes refused again and again",
        Rule.RESTARTS: "a control unit that starts anew too often",
        Rule.SILENT_SENDER: "a control unit that fell silent",
        CloudRule.CERTIFICATE: "a certificate of somebody else's",
        CloudRule.STRANGER: "somebody in the place of our fleet",
        CloudRule.SHUT_OUT: "a fleet that does not take this car's certificate",
        CloudRule.RECEIPT: "a receipt that is not genuine",
        CloudRule.COMMAND: "an order of the fleet that is forged, late or repeated",
        CloudRule.UPDATE: "an update that is not signed as it must be",
        CloudRule.STALE: "news of updates that have expired",
        CloudRule.LOG: "a log of attacks that could not be read any more",
        CloudRule.TAMPERED: "an update that is not what was signed",
    }
)


def noticed(kept: Callable[[], Sequence[LoggedAttack]], *, is_watched: bool) -> Iterator[str]:
    """One line each; ``kept`` gives the oldest first."""
    if not is_watched:
        yield NOT_WATCHED
    try:
        events = kept()
    except CloudError as error:
        yield f"What was noticed before cannot be read: {error} ({error.code})"
        return
    if not events:
        yield NOTHING_NOTICED
    for logged in reversed(events[-MOST_TOLD:]):
        yield _line(logged)
    if len(events) > MOST_TOLD:
        earlier = len(events) - MOST_TOLD
        yield f"{earlier} before these: python -m cloud_sync security --json tells all of them."


def _line(logged: LoggedAttack) -> str:
    event = logged.event
    times = "once" if event.count == 1 else f"{event.count} times"
    what = WORDS.get(event.rule, "something I have no words for")
    line = (
        f"{event.last_at:%Y-%m-%d %H:%M}  {event.severity.value:8}  "
        f"{what}, {times} ({event.rule}: {event.subject})"
    )
    return line if logged.is_whole else f"{line}; {_GAP}"

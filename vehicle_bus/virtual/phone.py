"""The phone in the car: its contacts, its calls, its messages.

The names that the phone shares with the car are only part of its book: a name that is not among
them is searched on the phone itself, unless the shared ones are said to be all there are.
"""

import re
from dataclasses import dataclass

from vehicle_bus.request import Outcome
from vehicle_bus.value import Query
from vehicle_bus.virtual.board import Board
from vehicle_bus.virtual.ecu import NOT_FOUND, NOT_NOW, REJECTED, Answer, Wanted, found
from vehicle_bus.virtual.spelling import core, fold, matches, mended

DEFAULT_CONTACTS = (
    "Mom",
    "Dad",
    "Sarah Miller",
    "Tom Becker",
    "Anna Schmidt",
    "Lisa Wagner",
    "David Chen",
    "Julia Rossi",
    "Mark Evans",
    "Maria Lopez",
    "Peter Novak",
    "Emma Clarke",
)
_SAME_PERSON = {"mum": "mom", "mummy": "mom", "mother": "mom", "father": "dad", "daddy": "dad"}
_WHICH_NUMBER = re.compile(
    r"('s)?( (mobile|cell|cellphone|landline|number|phone|at home|at work))+$"
)
_NUMBER = re.compile(r"\+?[0-9][0-9 ()/-]*")
_READ_OUT_S = 20.0


@dataclass(slots=True)
class PhoneBook:
    """Whom one can call, shared with the navigation for the places where they live."""

    names: tuple[str, ...] = DEFAULT_CONTACTS
    is_complete: bool = False
    """Nobody else is in the phone."""

    def find(self, said: str) -> tuple[str, ...]:
        person = _WHICH_NUMBER.sub("", said.casefold().strip())
        meant = _usual(person)
        return matches(person, self.names) or tuple(
            name for name in self.names if _usual(name) == meant
        )


class Phone:
    def __init__(self, board: Board) -> None:
        self._board = board
        self.book = PhoneBook()
        self.incoming_call: str | None = None
        self.in_call: str | None = None
        self.messages: tuple[tuple[str, str], ...] = ()
        self.sent: tuple[tuple[str, str], ...] = ()
        self._read_s: float | None = None

    def reset(self) -> None:
        self.sent = ()

    def settle(self) -> None:
        """What the phone now holds was not read out yet."""
        self._read_s = None

    def ring(self, caller: str) -> None:
        self.incoming_call = caller

    def receive(self, sender: str, text: str) -> None:
        self.messages = (*self.messages, (sender, text))

    def refuses(self, wanted: Wanted) -> bool:
        match wanted.get("Phone.Call.State"):
            case "ANSWERED" | "REJECTED":
                return self.incoming_call is None
            case "ENDED":
                return self.in_call is None and self.incoming_call is None
            case _:
                return False

    def follow(self, wanted: Wanted) -> None:
        if (action := wanted.get("Phone.Call.State")) is not None:
            self._handle_call(str(action))
        if "Phone.ReadMessages" in wanted:
            self._read_s = _READ_OUT_S

    def tick(self, dt_s: float) -> None:
        """What was read out is unread no more after a while."""
        if self._read_s is None:
            return
        self._read_s -= dt_s
        if self._read_s <= 0:
            self._read_s, self.messages = None, ()

    def call(self, query: Query) -> Answer:
        answer = self._person(query, "query")
        if answer.outcome is Outcome.OK and answer.resolved:
            self.in_call = answer.resolved.get("name") or answer.resolved.get("query")
        return answer

    def send(self, query: Query) -> Answer:
        text = query.get("text")
        if not text:
            return REJECTED
        answer = self._person(query, "to")
        if answer.outcome is Outcome.OK and answer.resolved:
            self.sent = (*self.sent, (answer.resolved.get("name") or "", text))
        return answer

    def _person(self, query: Query, field: str) -> Answer:
        said = query.get(field) or ""
        if not self._board.is_on("Phone.Connected"):
            return NOT_NOW
        hits = self.book.find(said)
        if len(hits) > 1:
            return Answer(Outcome.AMBIGUOUS, query, hits)
        if hits:
            return found(query, **{field: mended(said, hits[0]), "name": hits[0]})
        return self._stranger(query, said)

    def _stranger(self, query: Query, said: str) -> Answer:
        if _NUMBER.fullmatch(said.strip()):
            return found(query, number=re.sub(r"[^0-9+]", "", said))
        if self.book.is_complete or not fold(said):
            return NOT_FOUND
        return found(query, name=said)

    def _handle_call(self, action: str) -> None:
        if action == "ANSWERED":
            self.in_call, self.incoming_call = self.incoming_call, None
        elif action == "REJECTED" or self.in_call is None:
            self.incoming_call = None
        else:
            self.in_call = None


def _usual(name: str) -> str:
    """One word for people who are called by several."""
    return _SAME_PERSON.get(core(name), core(name))

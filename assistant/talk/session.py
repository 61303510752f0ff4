"""One conversation, whoever holds it: lines typed and words spoken take turns in it."""

import threading
from collections.abc import Callable
from dataclasses import replace

from assistant.account import UNRECORDED, Account
from assistant.dialogue.turn import Dialogue
from assistant.errors import TurnError
from assistant.known import Offer
from assistant.messages import Conversation, Transcript, Turn
from models import Cancel


class Session:
    """Any thread may take a turn; turns are taken one after the other."""

    def __init__(
        self,
        dialogue: Dialogue,
        took: Callable[[Turn], None] = lambda _turn: None,
        account: Account = UNRECORDED,
    ) -> None:
        """``took`` is told of every finished turn; it must not take long."""
        self._dialogue = dialogue
        self._took = took
        self._account = account
        self._conversation = Conversation(why=account.why)
        self._turns = threading.Lock()

    def take(self, heard: Transcript, cancel: Cancel | None = None) -> Turn:
        """One whole turn; TurnError if it broke, and then nothing is remembered of it."""
        with self._turns:
            turn = self._taken(heard, cancel)
            self._conversation = turn.conversation
            turn = replace(turn, record=self._account.took(turn))
        self._took(turn)
        return turn

    def propose(self, offer: Offer) -> Turn | None:
        """A turn the car begins; None if it may not, or if a question is open."""
        with self._turns:
            turn = self._dialogue.propose(offer, self._conversation)
            if turn is None:
                return None
            self._conversation = turn.conversation
            turn = replace(turn, record=self._account.offered(turn))
        if turn.outcomes:
            self._took(turn)
        return turn

    def announce(self, text: str, *, is_pressing: bool) -> Turn | None:
        """A turn in which the car only tells something; None: not now."""
        with self._turns:
            turn = self._dialogue.announce(text, self._conversation, is_pressing=is_pressing)
            if turn is not None:
                self._conversation = turn.conversation
                turn = replace(turn, record=self._account.announced(turn))
        return turn

    def _taken(self, heard: Transcript, cancel: Cancel | None) -> Turn:
        try:
            return self._dialogue.take_turn(heard, self._conversation, cancel)
        except TurnError as error:
            self._account.broke(error.code)
            raise

    def drop_question(self) -> None:
        """Nothing waits for an answer any more."""
        with self._turns:
            self._conversation = replace(self._conversation, pending=None)

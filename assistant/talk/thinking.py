"""What was heard becomes turns, one after the other, while the microphone is listened to.

"Stop" needs no language model: it takes back whatever is under way and drops an open question.
"""

from collections import deque
from concurrent.futures import Executor, Future
from dataclasses import dataclass

from assistant.messages import Reply, Transcript, Turn
from assistant.speech.commands import is_stop
from assistant.talk.acquaintance import Acquaintance
from assistant.talk.listener import Recognised
from assistant.talk.session import Session
from models import Cancel


@dataclass(frozen=True, slots=True)
class Stopped:
    """The driver said so; ``heard`` is how."""

    heard: Transcript


Thought = Transcript | Turn | Stopped | Reply
"""A transcript has just been heard, a turn has just been taken, a reply needs no turn."""


class Thinking:
    def __init__(self, session: Session, acquaintance: Acquaintance, worker: Executor) -> None:
        self._session = session
        self._acquaintance = acquaintance
        self._worker = worker
        self._recognised: deque[Recognised] = deque()
        self._next: Transcript | None = None
        self._turn: Future[Turn] | None = None
        self._cancel = Cancel()

    @property
    def is_busy(self) -> bool:
        return bool(self._recognised or self._next or self._turn)

    def add(self, recognised: Recognised) -> None:
        self._recognised.append(recognised)

    def look(self) -> Thought | None:
        """What has come of it since the last look; raises what broke a turn or the recogniser."""
        if self._recognised and self._recognised[0].done():
            heard = self._recognised.popleft().result()
            if heard is not None:
                return self._take_in(heard)
        if self._turn is not None and self._turn.done():
            done, self._turn = self._turn, None
            return done.result()
        if self._turn is None and self._next is not None:
            heard, self._next = self._next, None
            self._cancel = Cancel()
            self._turn = self._worker.submit(self._session.take, heard, self._cancel)
        return None

    def _take_in(self, heard: Transcript) -> Thought:
        if not is_stop(heard.text):
            if reply := self._acquaintance.answer(heard.text):
                return reply
            self._next = heard
            return heard
        self._cancel.cancel()
        self._next = None
        self._worker.submit(self._session.drop_question)
        return Stopped(heard)

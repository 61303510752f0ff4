"""Getting to know voices, and forgetting them: by words, without the language model.

One rule: nothing is learned unless it is switched on (``speech.speaker_hint``) and somebody asks
for it aloud. The next three things that person says are then listened to for how they sound; the
sound itself is let go at once after. What comes of it is a name beside the words, and nothing more:
``assistant.speech.who`` says why it opens nothing. Erasing works whether it is switched on or not.
"""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from assistant.messages import Reply, Status, Transcript
from assistant.speech.who import ENOUGH_UTTERANCES, LEAST_S, Enrolment, KnownVoices, erase_voices
from models import Sound, normalise

_LEARN = re.compile(
    r"(?:please )?(?:learn|remember|memorise|memorize) my voice"
    r"(?:,? (?:as|i am|i'm|my name is|this is|it is|it's) (?P<name>[a-z][a-z' -]{0,30}))?"
)
_FORGET = re.compile(
    r"(?:please )?(?:forget|erase|delete) "
    r"(?P<whose>my|all|every|everybody's|the|(?P<name>[a-z][a-z -]{0,30})'s) voices?"
)
_ONE_OF_ALL = frozenset({"all", "every", "everybody's", "the"})
_OFF = Reply("I do not learn voices: it is switched off.", Status.UNSUPPORTED)
_WHO = Reply("Tell me your name with it: learn my voice as Anna.", Status.CLARIFY)
_WHOSE = Reply("Whose voice shall I forget? Say the name, or all voices.", Status.CLARIFY)
_FORGOTTEN = Reply("Forgotten. I know no voice any more.", Status.DONE)
_NOBODY = Reply("I know no voice of that name.", Status.DONE)
_FAILED = {
    Enrolment.NOT_ONE_VOICE: "Those were different voices. Nothing was kept: please start again.",
    Enrolment.TOO_SHORT: "I could not make out your voice. Nothing was kept: please start again.",
    Enrolment.TOO_FEW: "I did not hear enough of you. Nothing was kept: please start again.",
}


@dataclass
class _Lesson:
    name: str
    heard: list[Sound] = field(default_factory=list)


class Acquaintance:
    """``open_voices`` None: switched off. Any thread may call any of it."""

    def __init__(self, open_voices: Callable[[], KnownVoices] | None, directory: Path) -> None:
        self._open_voices = open_voices
        self._directory = directory
        self._voices: KnownVoices | None = None
        self._lesson: _Lesson | None = None
        self._last: str | None = None
        self._news: list[Reply] = []
        self._lock = threading.Lock()

    def noticed(self, heard: Transcript | None, sound: Sound) -> Transcript | None:
        """What was heard, with the name of whom it sounds like; a step of a lesson, if one is on.

        ModelsError or SpeechError if the voices cannot be used.
        """
        if self._open_voices is None or heard is None or not heard.text:
            return heard
        with self._lock:
            if self._lesson is not None:
                self._study(self._lesson, sound)
            self._last = self._known().propose(sound)
            return replace(heard, sounds_like=self._last)

    def answer(self, text: str) -> Reply | None:
        """The reply to a wish about voices; None if it is about something else."""
        words = normalise(text).text
        with self._lock:
            if wish := _LEARN.fullmatch(words):
                return self._begin(wish["name"])
            if wish := _FORGET.fullmatch(words):
                return self._forget(wish["whose"], wish["name"])
        return None

    def news(self) -> Reply | None:
        """What came of a lesson, told once."""
        with self._lock:
            return self._news.pop() if self._news else None

    def _known(self) -> KnownVoices:
        if self._voices is None:
            if self._open_voices is None:
                raise RuntimeError("voices are switched off")
            self._voices = self._open_voices()
        return self._voices

    def _begin(self, name: str | None) -> Reply:
        if self._open_voices is None:
            return _OFF
        if name is None:
            return _WHO
        self._lesson = _Lesson(name.strip().title())
        return Reply(
            f"All right, {self._lesson.name}. I listen to how the next three things you say sound. "
            "It stays in this car; say forget my voice to erase it.",
            Status.DONE,
        )

    def _study(self, lesson: _Lesson, sound: Sound) -> None:
        if sound.duration_s < LEAST_S:
            return
        lesson.heard.append(sound)
        if len(lesson.heard) < ENOUGH_UTTERANCES:
            return
        self._lesson = None
        outcome = self._known().enrol(lesson.name, lesson.heard)
        if outcome is Enrolment.DONE:
            self._news.append(Reply(f"I know your voice now, {lesson.name}.", Status.DONE))
        else:
            self._news.append(Reply(_FAILED[outcome], Status.UNSUPPORTED))

    def _forget(self, whose: str, name: str | None) -> Reply:
        self._lesson = None
        if whose in _ONE_OF_ALL:
            return self._forget_all()
        named = name.title() if name is not None else self._last
        if self._open_voices is None:
            return self._forget_all()
        if named is None:
            return self._forget_all() if len(self._known().names) <= 1 else _WHOSE
        if not self._known().forget(named):
            return _NOBODY
        return Reply(f"Forgotten. I do not know {named}'s voice any more.", Status.DONE)

    def _forget_all(self) -> Reply:
        if self._voices is not None:
            self._voices.forget_all()
        else:
            erase_voices(self._directory)
        return _FORGOTTEN

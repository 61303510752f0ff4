"""What hears and speaks, each loaded when it is first needed and closed together.

A name in the configuration is a card of the catalogue; ``tcp://HOST:PORT`` is a Wyoming server;
none is the model in use. ModelsError says why something cannot be had.
"""

from functools import cached_property

from assistant.config import Config
from assistant.speech.hearing import Ear
from assistant.speech.hints import SENTENCES
from assistant.speech.proposing import Wishes
from models import (
    SpeechDetector,
    Task,
    Voice,
    WakeWord,
    load_speech_detector,
    load_transcriber,
    load_voice,
    load_wake_word,
    name_in_use,
)


class Senses:
    def __init__(self, config: Config, wishes: Wishes, hinted: tuple[str, ...] = SENTENCES) -> None:
        """``hinted``: sentences the recogniser is told to expect."""
        self._wishes = wishes
        self._hinted = hinted
        self._speech = config.speech
        self._threads = config.model.threads
        self._open: list[Ear | Voice] = []

    @cached_property
    def ear(self) -> Ear:
        transcriber = load_transcriber(self._speech.recogniser, self._threads)
        ear = Ear(transcriber, self._wishes, self._hinted)
        self._open.append(ear)
        return ear

    @cached_property
    def voice(self) -> Voice:
        voice = load_voice(self._speech.voice)
        self._open.append(voice)
        return voice

    @cached_property
    def wake_word(self) -> WakeWord:
        return load_wake_word(self._speech.wake_word)

    @cached_property
    def detector(self) -> SpeechDetector:
        return load_speech_detector()

    @property
    def voice_name(self) -> str:
        """Which voice speaks, for marking what it said."""
        return self._speech.voice or name_in_use(Task.VOICE)

    def close(self) -> None:
        for opened in self._open:
            opened.close()

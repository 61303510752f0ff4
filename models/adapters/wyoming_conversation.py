"""What one client of a Wyoming server is in the middle of: sound coming in, text coming in.

One rule: every event is taken in order and answered before the next is read. A wrong event is
``EngineError`` and ends only what it belonged to; events of kinds unknown here are passed over,
as the protocol asks.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing

from wyoming.asr import Transcript
from wyoming.audio import AudioStart, AudioStop
from wyoming.event import Event, Eventable
from wyoming.ping import Pong
from wyoming.tts import SynthesizeStopped
from wyoming.wake import Detection, NotDetected

from models.adapters.wyoming_events import (
    TEXT_CHARACTERS,
    chunks_of,
    context_field,
    format_of,
    joined,
    number_in,
    samples_of,
    sound_format,
    text_field,
    texts_field,
)
from models.adapters.wyoming_services import Services
from models.errors import EngineError
from models.sound import HEARING_RATE_HZ, Samples
from models.speech import WakeWord

Send = Callable[..., Awaitable[None]]

_SENTENCE = re.compile(r".*?[.!?]+\s+", re.DOTALL)
_SLOWEST, _FASTEST = 0.5, 2.0


class Conversation:
    def __init__(self, services: Services, send: Send, longest_s: float) -> None:
        self._services = services
        self._send = send
        self._ear = _Ear(services, send, longest_s)
        self._mouth = _Mouth(services, send)
        self._answers: Mapping[str, Callable[[Event], Awaitable[None]]] = {
            "describe": self._describe,
            "ping": self._ping,
            "transcribe": self._ear.expect_words,
            "detect": self._ear.expect_wake_word,
            "audio-start": self._ear.begin,
            "audio-chunk": self._ear.listen,
            "audio-stop": self._ear.end,
            "synthesize": self._mouth.say,
            "synthesize-start": self._mouth.begin,
            "synthesize-chunk": self._mouth.go_on,
            "synthesize-stop": self._mouth.end,
        }

    async def take(self, event: Event) -> None:
        answer = self._answers.get(event.type)
        if answer is not None:
            await answer(event)

    def leave(self) -> None:
        """The client is gone: what it was lent goes back."""
        self._ear.leave()

    async def _describe(self, _event: Event) -> None:
        await self._send(self._services.info)

    async def _ping(self, event: Event) -> None:
        is_silent = event.data.get("text") is None
        await self._send(Pong(None if is_silent else text_field(event, "text")))


class _Ear:
    """Sound of one client, to be recognised at its end or watched for the wake word."""

    def __init__(self, services: Services, send: Send, longest_s: float) -> None:
        self._services = services
        self._send = send
        self._longest_s = longest_s
        self._hints: tuple[str, ...] = ()
        self._wake_word: WakeWord | None = None
        self._stop_listening()

    def leave(self) -> None:
        if self._wake_word is not None:
            self._services.take_back(self._wake_word)
            self._wake_word = None

    def _stop_listening(self) -> None:
        self._rate_hz: int | None = None
        self._pieces: list[Samples] = []
        self._heard_s = 0.0
        self._woke = False

    async def expect_words(self, event: Event) -> None:
        self.leave()
        names, terms = (texts_field(event, f"transcript_{kind}") for kind in ("names", "terms"))
        self._hints = (*names, *terms)

    async def expect_wake_word(self, _event: Event) -> None:
        if self._wake_word is None:
            self._wake_word = await self._services.lend_wake_word()

    async def begin(self, event: Event) -> None:
        self._stop_listening()
        rate_hz = format_of(event).rate
        if self._wake_word is not None and rate_hz != HEARING_RATE_HZ:
            raise EngineError(f"wake words are heard at {HEARING_RATE_HZ} Hz")
        self._rate_hz = rate_hz

    async def listen(self, event: Event) -> None:
        """What comes outside of a start and a stop is passed over."""
        if self._rate_hz is None:
            return
        try:
            await self._listen(event, self._rate_hz)
        except EngineError:
            self._stop_listening()
            raise

    async def _listen(self, event: Event, rate_hz: int) -> None:
        if format_of(event).rate != rate_hz:
            raise EngineError("the rate of the sound changed on the way")
        samples = samples_of(event)
        self._heard_s += len(samples) / rate_hz
        if self._wake_word is not None:
            await self._watch(self._wake_word, samples)
        elif self._heard_s > self._longest_s:
            raise EngineError(f"more than {self._longest_s:g} s of sound")
        else:
            self._pieces.append(samples)

    async def _watch(self, wake_word: WakeWord, samples: Samples) -> None:
        if await self._services.heard(wake_word, samples):
            self._woke = True
            name = wake_word.phrase.replace(" ", "_")
            await self._send(Detection(name, round(self._heard_s * 1000)))

    async def end(self, _event: Event) -> None:
        rate_hz, pieces, woke = self._rate_hz, self._pieces, self._woke
        self._stop_listening()
        if rate_hz is None:
            return
        if self._wake_word is None:
            await self._recognise(pieces, rate_hz)
        elif not woke:
            await self._send(NotDetected())

    async def _recognise(self, pieces: list[Samples], rate_hz: int) -> None:
        sound = joined(pieces, rate_hz).at(HEARING_RATE_HZ)
        hearing = await self._services.transcribe(sound, self._hints)
        sure = {"log_probability": hearing.log_probability, "no_speech": hearing.no_speech}
        await self._send(Transcript(hearing.text, sure, "en"))


class _Mouth:
    """Text of one client, spoken whole or sentence by sentence as it comes."""

    def __init__(self, services: Services, send: Send) -> None:
        self._services = services
        self._send = send
        self._waiting: str | None = None
        self._pace = 1.0
        self._has_begun = False

    async def say(self, event: Event) -> None:
        """Passed over amid a stream: clients send it too, for servers that cannot stream."""
        if self._waiting is not None:
            return
        text = text_field(event, "text")
        self._start(event)
        await self._speak(text)
        await self._stop()

    async def begin(self, event: Event) -> None:
        self._start(event)
        self._waiting = ""

    async def go_on(self, event: Event) -> None:
        if self._waiting is None:
            return
        self._waiting += text_field(event, "text")
        if len(self._waiting) > TEXT_CHARACTERS:
            self._waiting = None
            raise EngineError("a sentence without an end")
        while sentence := _SENTENCE.match(self._waiting):
            self._waiting = self._waiting[sentence.end() :]
            await self._speak(sentence.group())

    async def end(self, _event: Event) -> None:
        if self._waiting is None:
            return
        rest, self._waiting = self._waiting, None
        await self._speak(rest)
        await self._stop()
        await self._send(SynthesizeStopped())

    def _start(self, event: Event) -> None:
        pace = number_in(context_field(event), "pace", 1.0)
        self._pace = min(_FASTEST, max(_SLOWEST, pace))
        self._has_begun = False

    async def _speak(self, text: str) -> None:
        if not text.strip():
            return
        async with aclosing(self._services.speak(text.strip(), self._pace)) as pieces:
            async for piece in pieces:
                if not self._has_begun:
                    self._has_begun = True
                    await self._send(AudioStart(**sound_format(piece.rate_hz)))
                await self._send(*chunks_of(piece))

    async def _stop(self) -> None:
        stop: tuple[Eventable, ...] = (AudioStop(),)
        await self._send(*stop if self._has_begun else (AudioStart(**sound_format()), *stop))

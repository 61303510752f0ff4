import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from models import Cancel, CancelledError, EngineError, Sound
from models.adapters.wyoming import WyomingTranscriber, WyomingVoice, WyomingWakeWord
from models.adapters.wyoming_services import Engines
from tests.models.speech_engines import (
    EndlessVoice,
    LengthTranscriber,
    LoudWakeWord,
    ToneVoice,
    blocks,
    tone,
)
from tests.models.wyoming_home import HOST, served

ALL = Engines(LengthTranscriber(), ToneVoice(), LoudWakeWord)
PATIENCE_S = 0.2


@contextmanager
def stranger(answer: bytes) -> Iterator[int]:
    """A server that takes one connection, answers with these bytes and then says no more."""
    with socket.create_server((HOST, 0)) as listener:
        taken: list[socket.socket] = []

        def serve() -> None:
            taken.append(listener.accept()[0])
            taken[0].sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            thread.join()
            taken[0].close()


def test_words_come_back_with_how_sure_the_server_was() -> None:
    with served(ALL) as server:
        ear = WyomingTranscriber(HOST, server.port)
        hearing = ear.transcribe(tone(1.2, 48_000), ["Call Ada.", "Warmer."])
        ear.close()
    assert hearing.text == "12 tenths Call Ada."
    assert (hearing.log_probability, hearing.no_speech) == (-0.25, 0.125)
    assert [word.text for word in hearing.words] == hearing.text.split()


@pytest.mark.parametrize(("text", "no_speech"), [("hello there", 0.0), ("", 1.0)])
def test_a_server_that_does_not_tell_how_sure_it_is(text: str, no_speech: float) -> None:
    with stranger(f'{{"type": "transcript", "data": {{"text": "{text}"}}}}\n'.encode()) as port:
        hearing = WyomingTranscriber(HOST, port).transcribe(tone(0.1))
    assert (hearing.text, hearing.log_probability, hearing.no_speech) == (text, 0.0, no_speech)


def test_a_voice_speaks_at_the_servers_rate_and_our_pace() -> None:
    with served(ALL) as server:
        voice = WyomingVoice(HOST, server.port)
        sounds = {pace: list(voice.speak("one two three", pace)) for pace in (1.0, 2.0)}
        again = WyomingVoice(HOST, server.port).digest
        other = WyomingVoice(HOST, server.port, "other").digest
        voice.close()
    lengths_s = {pace: sum(sound.duration_s for sound in each) for pace, each in sounds.items()}
    assert lengths_s == {1.0: pytest.approx(0.3, abs=0.001), 2.0: pytest.approx(0.15, abs=0.001)}
    assert {sound.rate_hz for sound in sounds[1.0]} == {voice.rate_hz} == {ToneVoice.rate_hz}
    assert voice.digest == again != other


def test_a_voice_can_be_cut_off() -> None:
    cancel = Cancel()
    with served(Engines(voice=EndlessVoice())) as server:
        pieces = WyomingVoice(HOST, server.port).speak("on and on", cancel=cancel)
        assert next(pieces).duration_s > 0
        cancel.cancel()
        with pytest.raises(CancelledError):
            list(pieces)


def test_the_wake_word_is_heard_through_the_line() -> None:
    loud, quiet = tone(0.2, height=1.0), tone(0.2, height=0.1)
    with served(ALL) as server:
        wake_word = WyomingWakeWord(HOST, server.port)
        assert wake_word.phrase == "hey loud"
        for _ in range(2):
            assert [wake_word.heard(block) for block in blocks(quiet)].count(True) == 0
            answers = [wake_word.heard(block) for block in blocks(loud)]
            while not any(answers):
                answers.append(wake_word.heard(quiet.samples[:512]))
            assert answers.count(True) == 1
            wake_word.reset()


def test_a_wake_word_that_the_server_does_not_know() -> None:
    with served(ALL) as server, pytest.raises(EngineError, match="tea please"):
        WyomingWakeWord(HOST, server.port, "tea please")


@pytest.mark.parametrize("adapter", [WyomingVoice, WyomingWakeWord])
def test_a_server_without_the_service(adapter: type[WyomingVoice | WyomingWakeWord]) -> None:
    with served(Engines()) as server, pytest.raises(EngineError):
        adapter(HOST, server.port)


def test_what_the_server_cannot_do_is_an_error() -> None:
    with served(ALL) as server, pytest.raises(EngineError, match="could not"):
        WyomingTranscriber(HOST, server.port).transcribe(Sound(np.zeros(0, np.float32), 16_000))


ANSWERS = {
    "nothing": b"",
    "half an event": b'{"type": "transcript", "data_length": 20}\n{"text"',
    "garbage": b"\x00\xff\n",
    "an endless line": b"a" * 70_000,
    "another event": b'{"type": "tea"}\n',
    "no text": b'{"type": "transcript"}\n',
    "text of another type": b'{"type": "transcript", "data": {"text": [1]}}\n',
    "too large a payload": b'{"type": "transcript", "payload_length": 99999999}\n',
    "a bad context": b'{"type": "transcript", "data": {"text": "a", "context": 3}}\n',
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
def test_a_server_that_talks_nonsense_or_nothing(answer: bytes) -> None:
    with stranger(answer) as port, pytest.raises(EngineError):
        WyomingTranscriber(HOST, port, PATIENCE_S).transcribe(tone(0.1))


@pytest.mark.parametrize("about", ["[]", '{"wake": 3}', '{"wake": [{"name": 3}]}'])
def test_a_description_that_cannot_be_read(about: str) -> None:
    answer = f'{{"type": "info", "data": {about}}}\n'.encode()
    with stranger(answer) as port, pytest.raises(EngineError):
        WyomingWakeWord(HOST, port, timeout_s=PATIENCE_S)


def test_a_request_taken_back_while_the_server_is_silent() -> None:
    cancel = Cancel()
    cancel.cancel()
    with stranger(b"") as port, pytest.raises(CancelledError):
        WyomingTranscriber(HOST, port).transcribe(tone(0.1), cancel=cancel)


def test_a_server_that_dies_is_an_error_until_another_takes_its_place() -> None:
    block = tone(0.032, height=0.1).samples
    with served(ALL) as first:
        ear = WyomingTranscriber(HOST, first.port, PATIENCE_S)
        voice = WyomingVoice(HOST, first.port, timeout_s=PATIENCE_S)
        wake_word = WyomingWakeWord(HOST, first.port, timeout_s=PATIENCE_S)
        assert not wake_word.heard(block)
        first.stop()
        for _ in range(2):
            with pytest.raises(EngineError):
                wake_word.heard(block)
        with pytest.raises(EngineError):
            ear.transcribe(tone(0.1))
        with pytest.raises(EngineError):
            next(voice.speak("hello"))
        with served(ALL, port=first.port):
            assert ear.transcribe(tone(0.1)).text == "1 tenths"
            assert next(voice.speak("hello")).duration_s > 0
            assert not wake_word.heard(block)
            wake_word.reset()

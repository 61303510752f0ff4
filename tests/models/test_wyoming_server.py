import json

import numpy as np
import pytest
from wyoming.asr import Transcribe
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.event import Event
from wyoming.info import Describe, Info
from wyoming.ping import Ping
from wyoming.tts import Synthesize, SynthesizeChunk, SynthesizeStart, SynthesizeStop
from wyoming.wake import Detect

from models import EngineError
from models.adapters.wyoming_events import chunks_of, samples_of
from models.adapters.wyoming_server import Limits
from models.adapters.wyoming_services import Engines
from tests.models.speech_engines import (
    EndlessVoice,
    LengthTranscriber,
    LoudWakeWord,
    ToneVoice,
    tone,
)
from tests.models.wyoming_home import Wire, served

ALL = Engines(LengthTranscriber(), ToneVoice(), LoudWakeWord)
START = AudioStart(16_000, 2, 1)


def test_the_info_tells_every_service() -> None:
    with served(ALL) as server, Wire(server.port) as wire:
        wire.send(Describe())
        info = Info.from_event(wire.read())
    assert [len(info.asr), len(info.tts), len(info.wake)] == [1, 1, 1]
    assert info.wake[0].models[0].phrase == "hey loud"
    assert info.tts[0].supports_synthesize_streaming


def test_a_missing_engine_is_not_in_the_info_and_its_request_is_an_error() -> None:
    with served(Engines(transcriber=LengthTranscriber())) as server, Wire(server.port) as wire:
        wire.send(Describe(), Synthesize("hello"), Detect(), Ping())
        info = Info.from_event(wire.read())
        answers = [wire.read().type for _ in range(3)]
    assert (len(info.asr), info.tts, info.wake) == (1, [], [])
    assert answers == ["error", "error", "pong"]


@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 48_000])
def test_words_of_any_rate(rate_hz: int) -> None:
    with served(ALL) as server, Wire(server.port) as wire:
        wire.send(Transcribe(transcript_names=["Ada"], transcript_terms=["warmer"]))
        wire.send(AudioStart(rate_hz, 2, 1), *chunks_of(tone(1.5, rate_hz)), AudioStop())
        assert wire.read().data["text"] == "15 tenths Ada"


def test_stereo_is_heard_as_one_channel() -> None:
    both = np.repeat((tone(0.5).samples * 30_000).astype("<i2"), 2).tobytes()
    with served(ALL) as server, Wire(server.port) as wire:
        chunk = AudioChunk(16_000, 2, 2, both)
        wire.send(AudioStart(16_000, 2, 2), chunk, AudioStop())
        assert wire.read().data["text"] == "5 tenths"


def test_a_text_becomes_sound_of_the_voice() -> None:
    with served(ALL) as server, Wire(server.port) as wire:
        wire.send(Synthesize("one two three"))
        start, *chunks, _stop = wire.read_until("audio-stop")
    assert start.data["rate"] == ToneVoice.rate_hz
    heard = np.concatenate([samples_of(chunk) for chunk in chunks])
    assert len(heard) == 3 * 2205
    assert np.abs(heard[:2205] - tone(0.1, 22_050).samples).max() < 1e-3


def test_a_streamed_text_is_spoken_by_sentences_before_its_end() -> None:
    with served(ALL) as server, Wire(server.port) as wire:
        wire.send(SynthesizeStart(), Synthesize("for servers that cannot stream"))
        wire.send(SynthesizeChunk("Two wo"), SynthesizeChunk("rds. And"))
        assert [wire.read().type for _ in range(3)] == ["audio-start", "audio-chunk", "audio-chunk"]
        wire.send(SynthesizeChunk(" more"), SynthesizeStop())
        rest = [event.type for event in wire.read_until("synthesize-stopped")]
    assert rest == ["audio-chunk", "audio-chunk", "audio-stop", "synthesize-stopped"]


def test_nothing_to_say_is_answered_too() -> None:
    with served(ALL) as server, Wire(server.port) as wire:
        wire.send(Synthesize(" "))
        assert [event.type for event in wire.read_until("audio-stop")] == [
            "audio-start",
            "audio-stop",
        ]


def test_the_wake_word_is_told_once_with_its_time_and_its_absence_at_the_end() -> None:
    quiet, loud = tone(0.5, height=0.1), tone(0.5, height=1.0)
    with served(ALL) as server, Wire(server.port) as wire:
        wire.send(Detect(), START, *chunks_of(quiet), *chunks_of(loud), AudioStop())
        wire.send(START, *chunks_of(quiet), AudioStop())
        found, absent = wire.read(), wire.read()
    assert (found.type, found.data["name"], absent.type) == (
        "detection",
        "hey_loud",
        "not-detected",
    )
    assert 500 < found.data["timestamp"] <= 1024


def test_two_clients_listen_without_mixing_and_words_are_heard_one_at_a_time() -> None:
    transcriber = LengthTranscriber()
    with (
        served(Engines(transcriber, None, LoudWakeWord)) as server,
        Wire(server.port) as first,
        Wire(server.port) as second,
    ):
        first.send(Detect(), START, *chunks_of(tone(0.1, height=1.0)))
        second.send(Detect(), START, *chunks_of(tone(0.1, height=0.1)), AudioStop())
        assert (first.read().type, second.read().type) == ("detection", "not-detected")
        for wire, seconds in ((first, 0.4), (second, 0.7)):
            wire.send(Transcribe(), START, *chunks_of(tone(seconds)), AudioStop())
        assert first.read().data["text"] == "4 tenths"
        assert second.read().data["text"] == "7 tenths"
    assert transcriber.most_at_work == 1


def test_a_wake_word_lent_again_has_forgotten() -> None:
    loud = [*chunks_of(tone(0.1, height=1.0))]
    with served(ALL) as server:
        for _ in range(3):
            with Wire(server.port) as wire:
                wire.send(Detect(), START, *loud)
                assert wire.read().type == "detection"


WRONG = {
    "no type": b"{}\n",
    "not an object": b"[1]\n",
    "garbage": b"\x00\xff\x13\x37\n",
    "deep": b"[" * 60_000 + b"\n",
    "endless line": b"a" * 70_000,
    "data too long": b'{"type": "ping", "data_length": 300000}\n',
    "payload too long": b'{"type": "audio-chunk", "payload_length": 9999999999}\n',
    "negative": b'{"type": "ping", "data_length": -1}\n',
    "length of another type": b'{"type": "ping", "payload_length": "8"}\n',
    "data that is no JSON": b'{"type": "ping", "data_length": 3}\nabc',
    "data that is a list": b'{"type": "ping", "data": [1]}\n',
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_a_broken_stream_is_told_and_ended_and_the_next_client_served(wrong: bytes) -> None:
    with served(ALL) as server:
        with Wire(server.port) as wire:
            wire.send(wrong)
            assert wire.read().type == "error"
        with Wire(server.port) as wire:
            wire.send(Ping())
            assert wire.read().type == "pong"


BAD = [
    Event("synthesize", {"text": 3}),
    Event("synthesize", {}),
    Event("synthesize", {"text": "word " * 2000}),
    Event("synthesize", {"text": "word", "context": "fast"}),
    Event("transcribe", {"transcript_terms": [1]}),
    Event("audio-start", {"rate": 16_000, "width": 4, "channels": 1}),
    Event("audio-start", {"rate": 1, "width": 2, "channels": 1}),
    Event("audio-start", {"rate": [16_000], "width": 2, "channels": 1}),
    Event("audio-start", {}),
    Event("ping", {"text": {}}),
]


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: json.dumps(bad.data)[:40])
def test_a_bad_event_is_told_and_the_conversation_goes_on(bad: Event) -> None:
    with served(ALL) as server, Wire(server.port) as wire:
        wire.send(bad, Ping())
        assert [wire.read().type, wire.read().type] == ["error", "pong"]


def test_a_bad_piece_of_sound_ends_only_its_utterance() -> None:
    odd = AudioChunk(16_000, 2, 1, b"abc")
    other_rate = AudioChunk(8_000, 2, 1, b"abcd")
    with served(ALL) as server, Wire(server.port) as wire:
        wire.send(START, odd, odd, AudioStop(), START, other_rate, AudioStop())
        wire.send(START, *chunks_of(tone(0.3)), AudioStop())
        assert [wire.read().type, wire.read().type] == ["error", "error"]
        assert wire.read().data["text"] == "3 tenths"


def test_too_long_an_utterance_is_told_once() -> None:
    with served(ALL, Limits(longest_s=1)) as server, Wire(server.port) as wire:
        wire.send(START, *chunks_of(tone(3)), AudioStop(), Ping())
        assert [wire.read().type, wire.read().type] == ["error", "pong"]


def test_an_engine_that_fails_is_told_with_its_code() -> None:
    with served(ALL) as server, Wire(server.port) as wire:
        wire.send(START, AudioStop())
        assert wire.read().data == {"text": "nothing to hear", "code": "models.engine"}


def test_unknown_events_are_passed_over() -> None:
    with served(ALL) as server, Wire(server.port) as wire:
        wire.send(Event("select-program", {"name": "x"}), Event("tea"), AudioStop(), Ping())
        assert wire.read().type == "pong"


def test_one_client_too_many_is_refused() -> None:
    with served(ALL, Limits(clients=1)) as server, Wire(server.port) as first:
        first.send(Ping())
        assert first.read().type == "pong"
        with Wire(server.port) as second:
            assert second.read().type == "error"
            assert second.is_ended


@pytest.mark.parametrize("half", [b"", b'{"type": "pi', b'{"type": "ping", "data_length": 9}\n{'])
def test_a_half_open_connection_is_ended(half: bytes) -> None:
    with served(ALL, Limits(idle_s=0.05)) as server, Wire(server.port) as wire:
        wire.send(half)
        assert wire.is_ended


def test_a_client_that_does_not_take_its_sound_frees_the_voice() -> None:
    engines = Engines(voice=EndlessVoice())
    with served(engines, Limits(idle_s=0.2)) as server, Wire(server.port) as deaf:
        deaf.send(Synthesize("on and on"))
        with Wire(server.port) as other:
            other.send(Synthesize("me too"))
            assert other.read().type == "audio-start"


def test_clients_in_the_middle_do_not_keep_the_server_from_stopping() -> None:
    engines = Engines(LengthTranscriber(), EndlessVoice(), LoudWakeWord)
    with served(engines) as server, Wire(server.port) as half, Wire(server.port) as deaf:
        half.send(b'{"type"')
        deaf.send(Synthesize("on and on"))
        assert deaf.read().type == "audio-start"
        server.stop()
        assert half.is_ended


def test_a_port_that_is_taken_is_an_error() -> None:
    with (
        served(ALL) as server,
        pytest.raises(EngineError, match="cannot listen"),
        served(ALL, port=server.port),
    ):
        pass

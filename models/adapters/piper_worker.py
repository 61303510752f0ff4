"""Piper in a process of its own: Wyoming events come in on stdin, sound goes out on stdout.

Piper is licensed GPL-3.0-or-later, so it shares no process with the rest: this program is all that
imports it. One rule: what it is told to say is written nowhere, and it ends when stdin does.
``piper`` starts it as ``python -m models.adapters.piper_worker BUNDLE``.

It answers the first ``ping`` once it is ready, and every ``synthesize`` by ``audio-start``, one
``audio-chunk`` a sentence and ``audio-stop``. Anything unexpected ends it; whoever started it sees
that.
"""

import json
import os
import sys
from pathlib import Path
from typing import BinaryIO

import onnxruntime
import piper
from piper.config import PiperConfig, SynthesisConfig
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.event import Event, read_event, write_event
from wyoming.ping import Ping, Pong
from wyoming.tts import Synthesize

from models.bundle import read_bundle
from models.memory import give_back_early

THREADS = 1
"""Two made every sentence slower than one as soon as anything else used the second core."""
_SEED = 1
"""The voice's random part is the same after every start: what was said can be made again."""


class _Speaker:
    def __init__(self, bundle: Path, answers: BinaryIO) -> None:
        files = read_bundle(bundle)
        onnxruntime.set_seed(_SEED)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = THREADS
        options.enable_cpu_mem_arena = False  # it would keep what the longest sentence took
        self._voice = piper.PiperVoice(
            config=PiperConfig.from_dict(json.loads(_ending(files, ".json"))),
            session=onnxruntime.InferenceSession(
                _ending(files, ".onnx"), options, providers=["CPUExecutionProvider"]
            ),
        )
        self._answers = answers
        for _ in self._voice.synthesize("Ready."):
            pass

    def serve(self, event: Event) -> None:
        if Ping.is_type(event.type):
            write_event(Pong().event(), self._answers)
        elif Synthesize.is_type(event.type):
            self._say(Synthesize.from_event(event))

    def _say(self, wanted: Synthesize) -> None:
        pace = float((wanted.context or {}).get("pace", 1.0))
        form = {"rate": self._voice.config.sample_rate, "width": 2, "channels": 1}
        settings = SynthesisConfig(length_scale=self._voice.config.length_scale / pace)
        write_event(AudioStart(**form).event(), self._answers)
        for piece in self._voice.synthesize(wanted.text, settings):
            chunk = AudioChunk(**form, audio=piece.audio_int16_bytes)
            write_event(chunk.event(), self._answers)
        write_event(AudioStop().event(), self._answers)


def _ending(files: dict[str, bytes], suffix: str) -> bytes:
    return next(content for name, content in files.items() if name.endswith(suffix))


def _own_stdout() -> BinaryIO:
    """Stdout for events alone: whatever else prints there goes to stderr."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return answers


def main() -> None:
    give_back_early()
    answers = _own_stdout()
    speaker = _Speaker(Path(sys.argv[1]), answers)
    while (event := read_event(sys.stdin.buffer)) is not None:
        speaker.serve(event)


if __name__ == "__main__":
    main()

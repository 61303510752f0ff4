"""Does a spoken conversation stay as it is? Hundreds of turns, and what they leave behind.

    python -m benchmarks.speech.soak [--turns N]

One long recording, replies included, is served by the real loop and engines as fast as they can.
Memory is that of this process and of the voice's own process together.
"""

import argparse
import gc
import os
import sys
import threading
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import numpy as np

from assistant import open_cabin
from assistant.config import Config
from assistant.messages import Transcript, Turn
from assistant.speech.file_device import Tape
from assistant.talk.joining import Place, join
from assistant.talk.loop import Talk
from assistant.talk.session import Session
from assistant.talk.state import Activation, State
from assistant.talk.workers import on_the_spot
from benchmarks.speech import corpus
from benchmarks.speech.noise import levelled
from models import HEARING_RATE_HZ, Samples, Sound, give_back_early, load_voice

_COMMANDS = 20
_PAUSE_S = 6.0
_NOISE = 1e-4
_EVERY = 25


class _Counting:
    """Reads the memory every few turns."""

    def __init__(self) -> None:
        self.turns = 0
        self.sizes: list[tuple[int, float]] = []
        self.notices: list[str] = []

    def state(self, state: State) -> None:
        """Of no meaning here."""

    def heard(self, heard: Transcript) -> None:
        """Of no meaning here."""

    def turn(self, turn: Turn) -> None:
        self.turns += 1
        if self.turns % _EVERY == 0:
            self.sizes.append((self.turns, _memory_mib()))
            print(f"{self.turns} turns, {self.sizes[-1][1]:.0f} MiB", file=sys.stderr)

    def notice(self, text: str) -> None:
        self.notices.append(text)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=500)
    turns = parser.parse_args().turns
    give_back_early()
    once = _spoken()
    view = _Counting()
    with open_cabin(Config()) as cabin:
        session = Session(cabin.dialogue)
        before = threading.active_count()
        while view.turns < turns:
            noise = np.random.default_rng(view.turns).standard_normal(len(once))
            tape = Tape((once + _NOISE * noise).astype(np.float32)[:, np.newaxis])
            place = Place(
                cabin,
                Config(),
                session,
                view,
                tape.microphone,
                tape.loudspeaker,
                lambda now=tape: now.now_s,  # type: ignore[misc]
                is_recording=True,
            )
            Talk(join(place, on_the_spot(), Activation.OPEN)).run()
            threads = threading.active_count()
            del tape, place
            gc.collect()  # a car has one conversation: recordings of finished ones are not its
    late = np.array(view.sizes[len(view.sizes) // 2 :])
    slope_kib = 1024 * float(np.polyfit(late[:, 0], late[:, 1], 1)[0])
    peak = max(size for _, size in view.sizes)
    print(f"{view.turns} turns: peak {peak:.0f} MiB, slope {slope_kib:.2f} KiB a turn,")
    print(f"threads {before} before, {threads} after; notices: {sorted(set(view.notices))}")
    return 0


def _spoken() -> Samples:
    """Some commands with pauses between; the voice that spoke them is gone afterwards."""
    pause = np.zeros(int(_PAUSE_S * HEARING_RATE_HZ), np.float32)
    parts: list[Samples] = []
    with closing(load_voice()) as voice:
        for command in corpus.commands()[: _COMMANDS * 3 : 3]:
            pieces = [piece.samples for piece in voice.speak(command.text + ".")]
            said = Sound(np.concatenate(pieces), voice.rate_hz).at(HEARING_RATE_HZ)
            parts += [levelled(said.samples), pause]
    return np.concatenate(parts)


def _memory_mib() -> float:
    return sum(_rss_kib(pid) for pid in _family(os.getpid())) / 1024


def _family(pid: int) -> Iterable[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from _family(int(child))


def _rss_kib(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


if __name__ == "__main__":
    sys.exit(main())

"""Two conversations never listen at once, and a program that died holds nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

from assistant.errors import MicrophoneError
from assistant.speech.lock import ListeningLock

HOLD = """
import sys
from pathlib import Path
from assistant.speech.lock import ListeningLock
lock = ListeningLock(Path(sys.argv[1]))
lock.take()
print("held", flush=True)
sys.stdin.read()
"""


def test_only_one_at_a_time(tmp_path: Path) -> None:
    first, second = ListeningLock(tmp_path / "new"), ListeningLock(tmp_path / "new")
    first.take()
    first.take()
    with pytest.raises(MicrophoneError, match="already listening"):
        second.take()
    first.give_back()
    first.give_back()
    second.take()
    second.give_back()


def test_another_program_holds_it_until_it_ends(tmp_path: Path) -> None:
    lock = ListeningLock(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(MicrophoneError, match="already listening"):
            lock.take()
        other.kill()
    lock.take()
    lock.give_back()


def test_a_place_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(MicrophoneError, match="cannot be opened"):
        ListeningLock(tmp_path / "file").take()

"""A whole conversation from one recording: what was said in, what was answered out.

The engines are the real ones and time is that of the recording: the same recording always gives
the same conversation, faster than it was spoken.
"""

from dataclasses import dataclass
from pathlib import Path

from assistant.account import UNRECORDED, Account
from assistant.app import Cabin
from assistant.config import Config
from assistant.speech.file_device import Tape
from assistant.speech.recording import read_recording, write_recording
from assistant.talk.joining import Place, join
from assistant.talk.loop import Talk
from assistant.talk.session import Session
from assistant.talk.state import Activation, View
from assistant.talk.workers import on_the_spot
from models import HEARING_RATE_HZ

LONGEST_S = 1800.0


@dataclass(frozen=True, slots=True)
class Files:
    source: Path
    out: Path | None
    """Becomes a stereo file, the recording left, the answers right; None: none is written."""
    activation: Activation = Activation.OPEN


def converse(
    cabin: Cabin, config: Config, view: View, files: Files, account: Account = UNRECORDED
) -> None:
    """Serve the recording as ``files`` say; ``account`` is told of every turn.

    RecordingError if a file cannot be used, ModelsError without a recogniser.
    """
    tape = Tape(read_recording(files.source, LONGEST_S))
    place = Place(
        cabin,
        config,
        Session(cabin.dialogue, account=account),
        view,
        tape.microphone,
        tape.loudspeaker,
        lambda: tape.now_s,
        is_recording=True,
    )
    Talk(join(place, on_the_spot(), files.activation)).run()
    while not tape.is_over:  # muted: what was still to be said is said, what was recorded unheard
        tape.step()
    if files.out is not None:
        voice = cabin.senses.voice_name
        write_recording(files.out, tape.both(), HEARING_RATE_HZ, synthetic_voice=voice)

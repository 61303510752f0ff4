"""Every attack that is tried, in several strengths, and by which rules it counts as noticed."""

import random
from dataclasses import dataclass

from benchmarks.intrusion import attacks
from benchmarks.intrusion.attacks import Make
from vehicle_bus import Rule

MOTORWAY_KMH = 90.0


@dataclass(frozen=True, slots=True)
class Attack:
    kind: str
    how: str
    make: Make
    rules: tuple[Rule, ...]
    """Any of these means that it was noticed for what it is."""
    count: int = 1
    per_s: float = 1.0
    speed_kmh: float = 50.0
    is_blind: bool = False
    """Known to pass unnoticed; measured, and kept out of the sum."""


_SERVICES = {
    "a session": "0210030000000000",
    "security access": "0227010000000000",
    "an ECU reset": "0211010000000000",
    "writing": "042EF19041000000",
    "input and output": "052F010103FF0000",
    "a routine": "043101FF00000000",
    "a download": "1008340044000000",
    "clearing faults": "0104000000000000",
}
_COUNTER = (Rule.COUNTER, Rule.RATE, Rule.RESTARTS)
_FUZZ = (Rule.UNKNOWN_ID, Rule.WRONG_LENGTH, Rule.WRONG_CRC, Rule.FOREIGN_COMMAND)
_FUZZ_MORE = (*_FUZZ, Rule.LOAD, Rule.DIAGNOSIS_SERVICE, Rule.DIAGNOSIS_MOVING)
_TEXT = (Rule.TEXT_MALFORMED, Rule.TEXT_UNASKED)


def _long(rng: random.Random) -> bytes:
    """Begins an answer of no length, or goes on in a way the protocol does not have."""
    return rng.choice((b"\x10\x00", b"\x40", b"\xf1\x02\x03")) + rng.randbytes(6)


def _endless(_rng: random.Random) -> bytes:
    return b"\x21" + bytes(63)


def _go_on(_rng: random.Random) -> bytes:
    return b"\x30\x00\x00"


ATTACKS = (
    Attack("unknown id", "1 frame", attacks.unknown_ids, (Rule.UNKNOWN_ID,)),
    Attack("unknown id", "20 frames", attacks.unknown_ids, (Rule.UNKNOWN_ID,), 20, 5),
    Attack("unknown id", "flood", attacks.unknown_ids, (Rule.UNKNOWN_ID, Rule.LOAD), 5000, 1000),
    Attack("fuzzing", "3 frames", attacks.fuzzed, _FUZZ_MORE, 3, 1),
    Attack("fuzzing", "100 frames", attacks.fuzzed, _FUZZ_MORE, 100, 10),
    Attack("fuzzing", "flood", attacks.fuzzed, _FUZZ_MORE, 3000, 1000),
    Attack("wrong length", "1 frame", attacks.wrong_length, (Rule.WRONG_LENGTH,)),
    Attack("wrong CRC", "1 frame", attacks.wrong_crc, (Rule.WRONG_CRC,)),
    Attack("wrong CRC", "50 frames", attacks.wrong_crc, (Rule.WRONG_CRC,), 50, 5),
    Attack("masquerade", "1 frame, next counter", attacks.masquerade, _COUNTER),
    Attack("masquerade", "1 frame, any counter", attacks.masquerade_any_counter, _COUNTER),
    Attack("masquerade", "1 in 5 s", attacks.masquerade, _COUNTER, 6, 0.2),
    Attack("masquerade", "5 a second", attacks.masquerade, _COUNTER, 100, 5),
    Attack("replay", "1 frame", attacks.replayed_frames, _COUNTER),
    Attack("replay", "10 frames", attacks.replayed_frames, _COUNTER, 10, 0.5),
    Attack("replay", "1 s of all", attacks.replayed, _COUNTER, 1),
    Attack("replay", "a minute of all", attacks.replayed, _COUNTER, 60),
    Attack("foreign command", "1 frame", attacks.foreign_command, (Rule.FOREIGN_COMMAND,)),
    Attack("foreign command", "20 frames", attacks.foreign_command, (Rule.FOREIGN_COMMAND,), 20, 4),
    Attack("foreign command", "in words", attacks.foreign_text, (Rule.FOREIGN_COMMAND,)),
    Attack("flood", "one frame, 100/s", attacks.flooded, _COUNTER, 500, 100),
    Attack("flood", "one frame, 2000/s", attacks.flooded, (*_COUNTER, Rule.LOAD), 10000, 2000),
    Attack("too often", "1.5 times", attacks.hastened, (Rule.RATE,), 50, 1.5),
    Attack("too often", "twice", attacks.hastened, (Rule.RATE,), 50, 2.0),
    Attack("too often", "5 times", attacks.hastened, (Rule.RATE,), 20, 5.0),
    Attack("suspension", "one sender, 20 s", attacks.suspended, (Rule.SILENT_SENDER,), 20),
    Attack("suspension", "one sender, 50 s", attacks.suspended, (Rule.SILENT_SENDER,), 50),
    Attack("suspension", "head unit", attacks.head_unit_suspended, (Rule.SILENT_SENDER,), 30),
    Attack("suspension", "again and again", attacks.knocked_out, _COUNTER, 20, 0.4),
    *(
        Attack("diagnosis", f"{how}, moving", attacks.diagnosed(data), (Rule.DIAGNOSIS_MOVING,),
               speed_kmh=MOTORWAY_KMH)
        for how, data in _SERVICES.items()
    ),
    *(
        Attack("diagnosis", f"{how}, standing", attacks.diagnosed(data), (Rule.DIAGNOSIS_SERVICE,),
               speed_kmh=0.0)
        for how, data in _SERVICES.items()
    ),
    Attack("diagnosis", "reading by UDS, moving", attacks.diagnosed("0322F19000000000"),
           (Rule.DIAGNOSIS_MOVING,), speed_kmh=MOTORWAY_KMH),
    Attack("diagnosis", "a session with all, moving", attacks.diagnosed("0210020000000000", 0x7DF),
           (Rule.DIAGNOSIS_MOVING,), speed_kmh=MOTORWAY_KMH),
    Attack("diagnosis", "long addresses", attacks.diagnosed("0227010000000000", 0x18DA10F1),
           (Rule.DIAGNOSIS_MOVING,)),
    Attack("diagnosis", "scan", attacks.scanned, (Rule.DIAGNOSIS_SCAN,), 1000, 100, 0.0),
    Attack("diagnosis", "answers unasked", attacks.unasked(0x7E8, "04410C1AF8000000"),
           (Rule.DIAGNOSIS_UNASKED,), 20, 2),
    Attack("text channel", "unasked", attacks.unasked(0x6A8, "0701020304050607"), _TEXT),
    Attack("text channel", "malformed", attacks.broken_text(_long), _TEXT),
    Attack("text channel", "endless", attacks.broken_text(_endless), _TEXT, 20, 10),
    Attack("text channel", "flow control", attacks.broken_text(_go_on), _TEXT, 200, 50),
    Attack("gate probed", "10 wishes", attacks.probed("interlock.not_while_moving", by_gate=True),
           (Rule.GATE_PROBED,), 10, 0.5),
    Attack("gate probed", "bad bytes", attacks.probed("bad_protection", by_gate=True),
           (Rule.GATE_MISUSED,)),
    Attack("policy probed", "20 wishes",
           attacks.probed("interlock.not_while_moving", by_gate=False),
           (Rule.POLICY_PROBED,), 20, 0.5),
    Attack("takeover", "in time and in order", attacks.taken_over, _COUNTER, 30, is_blind=True),
    Attack("false answer", "before the head unit's", attacks.false_answer, _TEXT, is_blind=True),
)  # fmt: skip

"""What recording costs, how fast it is checked, what is lost, and whether turns come out the same.

    python -m benchmarks.flight_recorder [--records 10000] [--kills 100] [--turns 500] [--seed 1]

Turns are real: said to the assistant with its model, in a virtual car. Changes are one byte of one
record, a record removed, two swapped, or the end cut off, each at a random place.
"""

import argparse
import os
import random
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from statistics import median, quantiles

from assistant import Mode, Transcript, Turn, open_cabin
from assistant.account import accounted, in_use
from assistant.account.content import packed
from assistant.account.facts import facts
from assistant.account.keys import Keys
from assistant.config import Config, DriverSection
from assistant.request import Context
from assistant.talk.session import Session
from cloud_sync import CloudHome, FlightRecorder, RecordEntry, RecordKind, TrustedClock
from cloud_sync.audit import Chain, Head, Row, head_of, verify
from cloud_sync.audit.key import kept_key
from cloud_sync.audit.recounting import recounted
from models import DEFAULT_HOME
from models.evaluation import rows as examination
from models.evaluation.command import OWN_ROWS
from personalization import drivers_at

_KEY = bytes(32)
_LONGEST_S = 0.4
Rows = list[Row]


def said(number: int) -> Iterator[str]:
    """Sentences of our own examination, again and again."""
    drivers = examination.read([OWN_ROWS[0]])
    texts = [turn.utterance for row in drivers for turn in row.turns if turn.utterance]
    for place in range(number):
        yield texts[place % len(texts)]


def talked(home: Path, number: int) -> list[Turn]:
    """So many recorded turns; each sentence in the car as it is by then."""
    with open_cabin(Config(driver=DriverSection(home=home)), Mode.CASCADE) as cabin:
        cabin.arrange(Context())
        keys = Keys(home, drivers_at(home), lambda: None)
        with accounted(home, in_use(DEFAULT_HOME), keys, print) as account:
            session = Session(cabin.dialogue, account=account)
            return [session.take(Transcript(text)) for text in said(number)]


def recorder_at(home: Path) -> FlightRecorder:
    place = CloudHome(home)
    return FlightRecorder(place, TrustedClock(place), in_use(DEFAULT_HOME))


def entry(turn: Turn, start: int) -> RecordEntry:
    return RecordEntry(RecordKind.TURN, facts(turn, start), "driver", packed(turn), _KEY)


def cost_ms(home: Path, turns: list[Turn], records: int) -> list[float]:
    with closing(recorder_at(home)) as recorder:
        took = []
        for number in range(records):
            began_s = time.perf_counter()
            recorder.record(entry(turns[number % len(turns)], recorder.start))
            took.append((time.perf_counter() - began_s) * 1e3)
        return took


def read(home: Path) -> tuple[Rows, Head | None]:
    with closing(Chain(CloudHome(home))) as chain:
        return list(chain.rows()), chain.head


def found(rows: Rows, head: Head | None, home: Path) -> bool:
    return not verify(rows, head, kept_key(CloudHome(home)).public_key()).is_whole


def one_byte(rows: Rows, dice: random.Random) -> Rows:
    at = dice.randrange(len(rows))
    row = rows[at]
    field = dice.choice([name for name in ("header", "signature", "content") if getattr(row, name)])
    changed = bytearray(getattr(row, field))
    changed[dice.randrange(len(changed))] ^= dice.randint(1, 255)
    parts = {name: getattr(row, name) for name in ("header", "signature", "content")}
    parts[field] = bytes(changed)
    return [*rows[:at], Row(row.sequence, **parts), *rows[at + 1 :]]


def removed(rows: Rows, dice: random.Random) -> Rows:
    at = dice.randrange(len(rows))
    return rows[:at] + rows[at + 1 :]


def swapped(rows: Rows, dice: random.Random) -> Rows:
    one, other = dice.sample(range(len(rows)), 2)
    moved = [*rows]
    moved[one], moved[other] = moved[other], moved[one]
    return moved


def renumbered(rows: Rows, dice: random.Random) -> Rows:
    return [replace(row, sequence=number) for number, row in enumerate(removed(rows, dice), 1)]


def cut_off(rows: Rows, dice: random.Random) -> Rows:
    return rows[: dice.randrange(len(rows))]


CHANGES: tuple[Callable[[Rows, random.Random], Rows], ...] = (
    one_byte,
    removed,
    swapped,
    renumbered,
    cut_off,
)


def record_for_ever(home: Path, turn: Turn, acknowledged: int) -> None:
    with closing(recorder_at(home)) as recorder:
        while True:
            sequence = recorder.record(entry(turn, recorder.start))
            os.write(acknowledged, f"{sequence}\n".encode())


def killed(home: Path, turn: Turn, after_s: float) -> list[int]:
    """What a recording process had been told is recorded before it was killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        record_for_ever(home, turn, writing)
        os._exit(1)
    os.close(writing)
    time.sleep(after_s)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading) as pipe:
        return [int(line) for line in pipe if line.endswith("\n")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--changes", type=int, default=200, help="of each kind")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--turns", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    dice = random.Random(options.seed)  # noqa: S311
    with tempfile.TemporaryDirectory(dir=DEFAULT_HOME) as directory:
        home = Path(directory)
        turns = talked(home / "talk", options.turns)
        _replay(home / "talk")
        _cost(home / "many", turns, options.records)
        _check(home / "many", dice, options.changes)
        _kill(home / "kills", turns[0], dice, options.kills)


def _replay(home: Path) -> None:
    rows, _ = read(home)
    asked = [row.sequence for row in rows if row.content]
    began_s = time.perf_counter()
    answers = list(recounted(home, asked, is_again=True))
    same = sum(one["again"]["is_same"] for one in answers)
    took_s = time.perf_counter() - began_s
    print(f"taken again: {same} of {len(asked)} turns the same, plan and frames, {took_s:.0f} s")


def _cost(home: Path, turns: list[Turn], records: int) -> None:
    took = cost_ms(home, turns, records)
    size = sum(path.stat().st_size for path in home.rglob("*") if path.is_file())
    p99 = quantiles(took, n=100)[-1]
    print(
        f"recorded: {records:,}, median {median(took):.2f} ms, p99 {p99:.2f} ms,"
        f" {size / records / 1e3:.1f} kB each"
    )


def _check(home: Path, dice: random.Random, changes: int) -> None:
    began_s = time.perf_counter()
    rows, head = read(home)
    is_wrong = found(rows, head, home)
    rate = len(rows) / (time.perf_counter() - began_s)
    print(f"verified: {len(rows):,} records, {rate:,.0f} a second, whole: {not is_wrong}")
    part = rows[: len(rows) // 10]
    end = head_of(part[-1], kept_key(CloudHome(home)).sign)
    for change in CHANGES:
        number = sum(found(change(part, dice), end, home) for _ in range(changes))
        print(f"  {change.__name__}: {number} of {changes} found")


def _kill(home: Path, turn: Turn, dice: random.Random, kills: int) -> None:
    acknowledged: list[int] = []
    for _ in range(kills):
        acknowledged += killed(home, turn, dice.uniform(0.05, _LONGEST_S))
    rows, head = read(home)
    lost = len(set(acknowledged) - {row.sequence for row in rows})
    anew = sum(bool(row.facts.get("after_damage")) for row in rows)
    print(
        f"{kills} kills: {len(acknowledged):,} acknowledged, {lost} lost, begun anew {anew} times,"
        f" whole: {not found(rows, head, home)}"
    )


if __name__ == "__main__":
    main()

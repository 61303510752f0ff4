"""How well spoken wishes are heard and done: words, deeds, fairness, false triggers, delays.

    python -m benchmarks.speech [--quick] [accuracy] [triggers] [endpoints] [latency]

``--quick`` takes every sixth command, three voices and a twelfth of the noise: some minutes. What
was heard before with the same code is not heard again. Table to stdout; results.json, lost.jsonl
and plot.png below .codriver/benchmarks/speech.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant import Cabin, open_cabin
from assistant.config import Config
from benchmarks.speech import corpus, endpoints, hearing, latency, plots, report, triggers
from benchmarks.speech.conditions import Surroundings
from benchmarks.speech.speaker import Speaker
from benchmarks.speech.trial import trials
from benchmarks.speech.voices import speakers
from models import Samples

OUT = Path(".codriver/benchmarks/speech")
PARTS = ("accuracy", "triggers", "endpoints", "latency")
_QUICK_SHARE = 6
_QUICK_VOICES = ("joe", "heart", "scottish-male")
_HOURS, _QUICK_HOURS = 2.4, 0.2


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("parts", nargs="*", metavar="part", help=f"of {', '.join(PARTS)}")
    chosen = parser.parse_args(arguments)
    parts = chosen.parts or PARTS
    if unknown := sorted(set(parts) - set(PARTS)):
        parser.error(f"there is no part {unknown[0]}")
    voices = speakers()
    talk = _talk(voices)
    found: dict[str, Any] = {"hearing": hearing.hearing_digest(), "quick": chosen.quick}
    if chosen.quick:
        voices = tuple(voice for voice in voices if voice.name in _QUICK_VOICES)
    with open_cabin(Config()) as cabin:
        if "accuracy" in parts:
            found["accuracy"] = _accuracy(cabin, voices, talk, quick=chosen.quick)
        if "triggers" in parts:
            hours = _QUICK_HOURS if chosen.quick else _HOURS
            found["triggers"] = triggers.measure(cabin, talk, hours)
        if "endpoints" in parts:
            some = [voice for voice in voices if voice.name in _QUICK_VOICES]
            found["endpoints"] = endpoints.measure(cabin, some, talk)
        if "latency" in parts:
            found["latency"] = latency.measure(voices[0])
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "results.json").write_text(json.dumps(found, indent=1), encoding="utf-8")
    print(f"\nwritten to {OUT}")
    return 0


def _accuracy(
    cabin: Cabin, voices: Sequence[Speaker], talk: Sequence[Samples], *, quick: bool
) -> dict[str, Any]:
    commands = corpus.commands(_QUICK_SHARE if quick else 1)
    done = []
    for one in trials(cabin, voices, commands, Surroundings(talk)):
        done.append(one)
        if len(done) % len(commands) == 0:
            print(f"{one.heard.voice}, {one.heard.condition}", file=sys.stderr)
    tables = report.tables(done)
    for title, table in tables.items():
        print("\n".join(report.lines(f"by {title}", table)))
    gaps = report.gaps(done)
    for kind, gap in gaps.items():
        print(f"WER gap, {kind} voices: {gap.size} ({gap.best} best, {gap.worst} worst)")
    wrong = report.confusions(done)
    print("\ncommonest wrong words")
    print("\n".join(f"{often:4}  {said or '-'} -> {heard or '-'}" for said, heard, often in wrong))
    OUT.mkdir(parents=True, exist_ok=True)
    rows = "".join(json.dumps(row) + "\n" for row in report.lost(done))
    (OUT / "lost.jsonl").write_text(rows, encoding="utf-8")
    plots.draw(done, OUT / "plot.png")
    named = {kind: asdict(gap) for kind, gap in gaps.items()}
    return {"tables": tables, "gaps": named, "confusions": wrong}


def _talk(voices: Sequence[Speaker]) -> tuple[Samples, ...]:
    """What the babble is made of: every sentence by another voice."""
    sentences = corpus.talk()
    return tuple(
        voices[number % len(voices)].sound(sentence) for number, sentence in enumerate(sentences)
    )


if __name__ == "__main__":
    sys.exit(main())

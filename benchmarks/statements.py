"""Statements of drivers: is the right thing kept, and nothing else?

    python -m benchmarks.statements [--wrong]

Reads the cases of ``personalization_cases``: those that the reader was made with, then three sets
written afterwards, each before it was first read. Right at first sight were 122 of 150 of the
examination, 78 of 100 of the second and 58 of 60 of the third; the first two were used to better
the reader then, the third was not. A case is right if every outcome is the wanted one. The
same cases go to a memory that keeps whatever the last statement of a topic said, under no
conditions, for anybody: compared is what each of them holds afterwards. It hears through the same
reader, so what is refused there it never gets to see.
"""

import argparse
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from models.evaluation.figures import Share
from personalization.category import Category
from personalization.preference import Preference, prefer
from personalization.reading.condition import combined
from personalization.reading.value import CHATTER
from personalization.reconcile import (
    Added,
    Contradicts,
    Known,
    NotTheDriver,
    OffSchema,
    Outcome,
    SwitchedOff,
    Unclear,
    Updated,
    applied,
    reconcile_all,
)
from personalization.statement import read
from personalization.topic import Value
from personalization.topics import TOPICS
from personalization.when import When

_CASES = Path(__file__).parent / "personalization_cases"
BLOCKS = ("development", "examination", "second_examination", "third_examination")
_NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
_PREFERENCE = re.compile(
    r"(?P<minus>-)?(?P<topic>[a-z ]+?)(?:\((?P<about>[^)]*)\))?="
    r"(?P<value>[^@]+?)(?: @ (?P<when>.+))?"
)


@dataclass(frozen=True, slots=True)
class Case:
    kind: str
    said: str
    want: tuple[str, ...]
    known: tuple[Preference, ...]
    off: frozenset[Category]
    is_driver: bool


@dataclass(frozen=True, slots=True)
class Graded:
    case: Case
    got: tuple[str, ...]
    is_right: bool
    is_state_right: bool
    is_plain_right: bool
    leaked: int
    """Preferences stored of what must not be stored."""


def cases(block: str) -> list[Case]:
    with (_CASES / f"{block}.toml").open("rb") as file:
        rows = tomllib.load(file)["cases"]
    return [
        Case(
            kind=row["kind"],
            said=row["said"],
            want=tuple(row["want"]),
            known=tuple(preference(text) for text in row.get("known", ())),
            off=frozenset(Category(name) for name in row.get("off", ())),
            is_driver="by" not in row,
        )
        for row in rows
    ]


def preference(text: str) -> Preference:
    """ "temperature=20 @ morning, weekday" as a value."""
    match = _PREFERENCE.fullmatch(text)
    if match is None:
        raise ValueError(f"no preference: {text}")
    conditions = match["when"].split(", ") if match["when"] else []
    (when,) = combined(conditions) or (When(),)
    return prefer(
        match["topic"],
        _value(match["topic"], match["value"]),
        _NOW,
        about=match["about"] or "",
        likes=match["minus"] is None,
        when=when,
    )


def written(one: Preference) -> str:
    """The preference as the cases write it."""
    about = f"({one.about})" if one.about else ""
    when = f" @ {', '.join(one.when.conditions)}" if one.when.conditions else ""
    return f"{'' if one.likes else '-'}{one.topic}{about}={_plain(one.value)}{when}"


def grade(case: Case) -> Graded:
    outcomes = reconcile_all(
        read(case.said).items,
        case.known,
        told_at=_NOW,
        switched_off=case.off,
        by_driver=case.is_driver,
    )
    got = tuple(dict.fromkeys(map(_outcome, outcomes)))
    wanted = _state(case.known, [_wanted(text, case.known) for text in case.want])
    after = _state(case.known, outcomes)
    stored = [one.new for one in outcomes if isinstance(one, Added | Updated | Contradicts)]
    is_forbidden = case.kind in {"off_schema", "other_driver"}
    return Graded(
        case,
        got,
        is_right=sorted(got) == sorted(case.want),
        is_state_right=after == wanted,
        is_plain_right=_plain_memory(case) == wanted,
        leaked=sum(is_forbidden or new.category in case.off for new in stored),
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wrong", action="store_true", help="print every case that is not right")
    show_wrong = parser.parse_args().wrong
    everything: list[Graded] = []
    for block in BLOCKS:
        if (_CASES / f"{block}.toml").exists():
            graded = [grade(case) for case in cases(block)]
            everything += graded
            _print(block, graded)
            if show_wrong:
                _print_wrong(graded)
    _print("all", everything)
    _print_times([graded.case for graded in everything])
    return 0


def _value(topic: str, text: str) -> Value:
    if text in {"on", "off"}:
        return text == "on"
    if TOPICS[topic].admits(text):
        return text
    return float(text)


def _plain(value: Value) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:g}" if isinstance(value, float) else value


def _outcome(outcome: Outcome) -> str:
    match outcome:
        case Added(new) | Updated(_, new) | Contradicts(_, new):
            return f"{type(outcome).__name__.lower()} {written(new)}"
        case Known(old):
            return f"known {written(old)}"
        case OffSchema(reason):
            return "off" if reason in CHATTER else f"off {reason.removeprefix('off_schema.')}"
        case SwitchedOff(category):
            return f"switched off {category}"
        case Unclear():
            return "asked"
        case NotTheDriver():
            return "not the driver"


def _wanted(text: str, known: Sequence[Preference]) -> Outcome:
    """The wanted outcome, as far as it changes what is known."""
    word, _, rest = text.partition(" ")
    if word not in {"added", "updated", "contradicts"}:
        return NotTheDriver()
    new = preference(rest)
    same = tuple(
        old for old in known if (old.topic, old.about, old.when) == (new.topic, new.about, new.when)
    )
    if word == "added":
        return Added(new)
    if new.subject.several:
        same = tuple(old for old in same if old.value == new.value)
    return Updated(same, new)


def _state(known: Iterable[Preference], outcomes: Iterable[Outcome]) -> set[str]:
    after = tuple(known)
    for outcome in outcomes:
        after = applied(after, outcome)
    return {written(one) for one in after}


def _plain_memory(case: Case) -> set[str]:
    """One value a topic, the last that was said."""
    kept = {(one.topic, one.about): one for one in case.known}
    for said in read(case.said).told:
        new = prefer(said.topic, said.value, _NOW, about=said.about, likes=said.likes)
        kept[said.topic, said.about] = new
    return {written(one) for one in kept.values()}


def _print(name: str, graded: Sequence[Graded]) -> None:
    print(f"\n{name}: {len(graded)} cases")
    print(f"  {'kind':14}{'right':>9}  {'95 %':13}{'memory right':>14}{'last value':>12}")
    kinds = dict.fromkeys(one.case.kind for one in graded)
    for kind in [*kinds, "all"]:
        chosen = [one for one in graded if kind in {"all", one.case.kind}]
        right = Share(sum(one.is_right for one in chosen), len(chosen))
        low, high = right.interval
        states = sum(one.is_state_right for one in chosen)
        plain = sum(one.is_plain_right for one in chosen)
        print(
            f"  {kind:14}{right.count:>4}/{right.of:<4}  {low:.0%} to {high:<5.0%}"
            f"{states:>10}/{right.of:<4}{plain:>8}/{right.of}"
        )
    print(f"  stored although it must not be: {sum(one.leaked for one in graded)}")


def _print_wrong(graded: Iterable[Graded]) -> None:
    for one in graded:
        if not one.is_right:
            print(
                f"  {one.case.kind}: {one.case.said}\n    want {one.case.want}\n    got  {one.got}"
            )


def _print_times(chosen: Sequence[Case]) -> None:
    read("I like 68 degrees Fahrenheit.")
    times = []
    for case in chosen:
        start = perf_counter()
        read(case.said)
        times.append((perf_counter() - start) * 1_000)
    print(f"\nread: median {median(times):.2f} ms, p95 {quantiles(times, n=20)[18]:.2f} ms")


if __name__ == "__main__":
    raise SystemExit(main())

"""``/security`` tells what the watch wrote down, and what it cannot know."""

import io
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from rich.console import Console

from assistant import Cabin
from assistant.fleet import joined
from assistant.fleet.noticed import MOST_TOLD, NOT_WATCHED, NOTHING_NOTICED, WORDS
from assistant.repl import Repl
from assistant.talk.session import Session
from assistant.talk.view import ConsoleView
from cloud_sync import CloudRule, Finding
from tests.assistant.fleet.test_guard import Road, guard_of, road
from tests.cloud_sync.until import until
from vehicle_bus import Frame, Rule

__all__ = ["road"]


def _shown(cabin: Cabin, noticed: Callable[[], Iterable[str]] | None) -> list[str]:
    """``/security`` typed at the real loop."""
    out = io.StringIO()
    console = Console(file=out, width=300, highlight=False)
    repl = Repl(cabin, console, Session(cabin.dialogue), ConsoleView(console, cabin.vehicle))
    if noticed is not None:
        repl.noticed = noticed
    repl.run(["/security"])
    return out.getvalue().splitlines()


def test_an_attack_on_the_bus_is_told_newest_first(road: Road, phrase_cabin: Cabin) -> None:
    with joined(
        phrase_cabin.dialogue, road.vehicle, road.home.directory, road.notices.append
    ) as fleet:
        assert _shown(phrase_cabin, fleet.noticed) == [NOTHING_NOTICED]
        road.attack()
        until(lambda: bool(road.notices))
        road.attacker.send(Frame(0x6FE, b"\x00"))
        until(lambda: len(_shown(phrase_cabin, fleet.noticed)) == 2)
        newest, before = _shown(phrase_cabin, fleet.noticed)
    assert WORDS[Rule.UNKNOWN_ID] in newest
    assert "0x6fe" in newest
    assert WORDS[Rule.FOREIGN_COMMAND] in before
    assert "critical" in before


def test_no_more_than_the_last_are_told_and_how_many_went_before(
    road: Road, phrase_cabin: Cabin
) -> None:
    guard = guard_of(road)
    rules = list(CloudRule) + list(Rule)[: MOST_TOLD + 1 - len(CloudRule)]
    for rule in rules:
        guard._book.attacks.find(_finding(rule))
        guard._book.attacks.write_rest()
    shown = _shown(phrase_cabin, guard.noticed)
    assert len(shown) == 1 + MOST_TOLD + 1
    assert WORDS[rules[-1]] in shown[1]
    assert shown[-1].startswith("1 before these")


def test_without_a_watch_that_is_said_first(road: Road, phrase_cabin: Cabin) -> None:
    assert _shown(phrase_cabin, None) == [NOT_WATCHED]
    guard = guard_of(road)
    assert _shown(phrase_cabin, guard.noticed) == [NOT_WATCHED, NOTHING_NOTICED]


def test_a_damaged_record_is_told(road: Road, phrase_cabin: Cabin) -> None:
    road.home.path("security", "log.db").write_bytes(b"no database" * 1000)
    shown = _shown(phrase_cabin, guard_of(road).noticed)
    assert shown[0] == NOT_WATCHED
    assert "cannot be read" in shown[1]


def test_every_rule_has_its_words() -> None:
    assert set(WORDS) == {*Rule, *CloudRule}


def _finding(rule: str) -> Finding:
    now = datetime.now(UTC)
    return Finding(rule, "link.receipt", now, now)

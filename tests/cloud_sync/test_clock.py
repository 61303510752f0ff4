"""Time never runs backwards, whatever is done to the clock of the system."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloud_sync.clock import TrustedClock
from cloud_sync.errors import CloudHomeError
from cloud_sync.home import CloudHome

NOW = datetime(2026, 11, 23, tzinfo=UTC)


class Wall:
    def __init__(self, directory: Path) -> None:
        self.home, self.at, self.up_s = CloudHome(directory), NOW, 0.0

    def start(self) -> TrustedClock:
        return TrustedClock(self.home, self._seconds, lambda: self.up_s)

    def _seconds(self) -> float:
        return self.at.timestamp()


def test_a_clock_that_was_turned_back_begins_where_it_was_seen_last(tmp_path: Path) -> None:
    wall = Wall(tmp_path)
    clock = wall.start()
    wall.up_s = 86_400
    seen = clock.now()
    wall.at = NOW - timedelta(days=3000)
    assert wall.start().now() >= seen - timedelta(minutes=10)


def test_turning_it_forward_while_it_runs_changes_nothing(tmp_path: Path) -> None:
    wall = Wall(tmp_path)
    clock = wall.start()
    wall.at = NOW + timedelta(days=3000)
    assert clock.now() == NOW


def test_the_cloud_may_put_it_forward_and_never_back(tmp_path: Path) -> None:
    clock = Wall(tmp_path).start()
    clock.confirm(NOW + timedelta(days=2))
    assert clock.now() == NOW + timedelta(days=2)
    clock.confirm(NOW)
    assert clock.now() == NOW + timedelta(days=2)
    assert clock.confirmed == NOW + timedelta(days=2)


def test_what_the_cloud_stated_survives_a_restart(tmp_path: Path) -> None:
    wall = Wall(tmp_path)
    wall.start().confirm(NOW + timedelta(days=2))
    again = wall.start()
    assert again.confirmed == NOW + timedelta(days=2)
    assert again.now() >= NOW + timedelta(days=2)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"seen": "never", "confirmed": null}'])
def test_a_damaged_record_is_named(tmp_path: Path, text: str) -> None:
    wall = Wall(tmp_path)
    wall.start().confirm(NOW)
    wall.home.path("clock.json").write_text(text)
    with pytest.raises(CloudHomeError):
        wall.start()


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["restart", "turn", "pass", "confirm"]), st.integers(-4000, 4000)
        ),
        max_size=20,
    )
)
def test_whatever_happens_it_never_runs_backwards(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    wall = Wall(tmp_path_factory.mktemp("car"))
    clock, last = wall.start(), NOW
    for verb, hours in steps:
        if verb == "turn":
            wall.at = NOW + timedelta(hours=hours)
        elif verb == "pass":
            wall.up_s += abs(hours) * 60.0
        elif verb == "confirm":
            clock.confirm(NOW + timedelta(hours=hours))
        else:
            clock.confirm(clock.now())
            wall.up_s = 0.0
            clock = wall.start()
        assert clock.now() >= last
        last = clock.now()

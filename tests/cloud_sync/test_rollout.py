"""Real cars' reports in, signed orders out: who gets a release, and when it stops."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud_sync.errors import ReleaseError
from cloud_sync.ota.release import Manifest, Order, Phase
from cloud_sync.reference.campaign import Campaign, State, Tally, is_included, is_to_be_held
from cloud_sync.reference.rollout import Rollout
from tests.cloud_sync.fleet import Fleet, offer

OLD, NEW = "2026.10", "2026.11"
VEHICLES = st.from_regex(r"[a-z0-9][a-z0-9-]{2,20}", fullmatch=True)
_MINUTES = count()


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    fleet = Fleet(tmp_path).create()
    for name in (OLD, NEW):
        fleet.add(f"phrases/lights-{name}.json", name.encode())
    return fleet


@pytest.fixture
def rollout(fleet: Fleet) -> Iterator[Rollout]:
    rollout = Rollout(fleet.directory / "fleet.db", fleet.director)
    for name in (OLD, NEW):
        rollout.offer(offer(name, f"phrases/lights-{name}.json"))
    yield rollout
    rollout.close()


def _report(
    vehicle: str,
    phase: Phase = "none",
    target: str | None = None,
    release: str | None = None,
    counter: int = 0,
) -> Manifest:
    at = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(minutes=next(_MINUTES))
    return Manifest(
        vehicle=vehicle,
        at=at,
        release=release,
        counter=counter,
        installed=(),
        phase=phase,
        target_release=target,
    )


def _confirm(rollout: Rollout, vehicle: str, order: Order) -> Order:
    assert order.release is not None
    name = order.release.name
    return rollout.took(_report(vehicle, "confirmed", name, name, order.release.counter))


def _ordered(order: Order | None) -> str | None:
    return order.release.name if order and order.release else None


def _state(rollout: Rollout, release: str) -> State:
    return next(it.state for it in rollout.campaigns() if it.release == release)


@given(VEHICLES, st.integers(0, 100), st.integers(0, 100))
def test_a_higher_percentage_only_adds(vehicle: str, one: int, other: int) -> None:
    low, high = sorted((one, other))
    assert is_included(vehicle, NEW, low) <= is_included(vehicle, NEW, high)


@given(VEHICLES)
def test_nobody_is_in_at_nothing_and_everybody_at_a_hundred(vehicle: str) -> None:
    assert not is_included(vehicle, NEW, 0)
    assert is_included(vehicle, NEW, 100)


def test_as_many_are_in_as_was_said_and_not_always_the_same() -> None:
    vehicles = [f"car-{number}" for number in range(5000)]
    chosen = {name: {it for it in vehicles if is_included(it, name, 20)} for name in (OLD, NEW)}
    assert all(900 < len(those) < 1100 for those in chosen.values())
    assert 100 < len(chosen[OLD] & chosen[NEW]) < 300


def test_a_car_is_unknown_until_it_reports(fleet: Fleet, rollout: Rollout) -> None:
    rollout.start(NEW, 100)
    assert fleet.director.vehicles() == ()
    assert _ordered(rollout.took(_report("car-a"))) == NEW
    assert fleet.director.vehicles() == ("car-a",)
    assert _ordered(fleet.director.current("car-a")) == NEW


def test_cars_that_are_not_in_get_nothing(rollout: Rollout) -> None:
    rollout.start(NEW, 30)
    vehicles = [f"car-{number}" for number in range(40)]
    got = {it for it in vehicles if _ordered(rollout.took(_report(it))) == NEW}
    assert got == {it for it in vehicles if is_included(it, NEW, 30)}
    assert 0 < len(got) < 40
    assert set(rollout.would_get(NEW, 30)) == got
    assert set(rollout.would_get(NEW, 60)) > got


def test_the_order_stays_while_it_is_carried_out(rollout: Rollout) -> None:
    rollout.start(NEW, 100)
    first = rollout.took(_report("car-a"))
    for phase in ("available", "downloading", "staged", "switching"):
        order = rollout.took(_report("car-a", phase, NEW))
        assert order.release == first.release
    assert rollout.took(_report("car-a", "probation", NEW, NEW, 1)).release == first.release
    assert _confirm(rollout, "car-a", first).release == first.release


def test_a_raised_percentage_reaches_known_cars_at_once(fleet: Fleet, rollout: Rollout) -> None:
    rollout.start(NEW, 0)
    rollout.took(_report("car-a"))
    assert _ordered(fleet.director.current("car-a")) is None
    rollout.start(NEW, 100)
    assert _ordered(fleet.director.current("car-a")) == NEW


def test_a_held_release_is_taken_back_from_who_has_not_begun(
    fleet: Fleet, rollout: Rollout
) -> None:
    rollout.start(NEW, 100)
    done = rollout.took(_report("car-a"))
    _confirm(rollout, "car-a", done)
    rollout.took(_report("car-b"))
    rollout.took(_report("car-b", "switching", NEW))
    rollout.took(_report("car-c"))
    rollout.hold(NEW)
    ordered = [_ordered(fleet.director.current(f"car-{it}")) for it in "abc"]
    assert ordered == [NEW, NEW, None]
    assert _ordered(rollout.took(_report("car-d"))) is None
    rollout.resume(NEW)
    ordered = [_ordered(fleet.director.current(f"car-{it}")) for it in "abcd"]
    assert ordered == [NEW] * 4


def test_an_aborted_release_leaves_the_one_before(fleet: Fleet, rollout: Rollout) -> None:
    rollout.start(OLD, 100)
    first = rollout.took(_report("car-a"))
    _confirm(rollout, "car-a", first)
    rollout.start(NEW, 100)
    assert _ordered(fleet.director.current("car-a")) == NEW
    rollout.abort(NEW)
    assert _ordered(fleet.director.current("car-a")) is None
    assert _ordered(rollout.took(_report("car-b"))) == OLD
    with pytest.raises(ReleaseError):
        rollout.resume(NEW)


def test_who_has_an_aborted_release_keeps_it(rollout: Rollout) -> None:
    rollout.start(OLD, 100)
    rollout.start(NEW, 100)
    order = rollout.took(_report("car-a"))
    _confirm(rollout, "car-a", order)
    rollout.abort(NEW)
    again = rollout.took(_report("car-a", "confirmed", NEW, NEW, 1))
    assert again.release == order.release


def test_going_back_is_a_new_campaign_with_a_higher_counter(rollout: Rollout) -> None:
    for name in (OLD, NEW):
        rollout.start(name, 100)
        order = rollout.took(_report("car-a"))
        _confirm(rollout, "car-a", order)
        assert _state(rollout, name) is State.FINISHED
    rollout.start(OLD, 100)
    back = rollout.took(_report("car-a", "confirmed", NEW, NEW, 2))
    assert back.release is not None
    assert (back.release.name, back.release.counter) == (OLD, 3)


def test_who_gave_it_up_is_not_asked_again(rollout: Rollout) -> None:
    rollout.start(NEW, 100)
    rollout.took(_report("car-a"))
    for phase in ("rolled_back", "none"):
        assert _ordered(rollout.took(_report("car-a", phase, NEW))) is None
    (campaign,) = rollout.campaigns()
    assert rollout.tally(campaign) == Tally(0, 1)


def test_a_new_campaign_asks_again_whatever_happened_before(rollout: Rollout) -> None:
    rollout.start(NEW, 100)
    rollout.took(_report("car-a"))
    failed = _report("car-a", "rolled_back", NEW)
    rollout.took(failed)
    rollout.abort(NEW)
    rollout.start(NEW, 100)
    order = rollout.took(_report("car-a", "rolled_back", NEW, counter=1))
    assert order.release is not None
    assert order.release.counter == 2
    assert rollout.tally(rollout.campaigns()[0]) == Tally(0, 0)


def test_too_many_failures_hold_it_by_themselves(fleet: Fleet, rollout: Rollout) -> None:
    rollout.start(NEW, 100)
    vehicles = [f"car-{number}" for number in range(8)]
    for vehicle in vehicles:
        rollout.took(_report(vehicle))
    for vehicle in vehicles[:4]:
        rollout.took(_report(vehicle, "refused", NEW))
    assert _state(rollout, NEW) is State.RUNNING
    assert _ordered(fleet.director.current("car-7")) == NEW
    rollout.took(_report("car-4", "rolled_back", NEW))
    assert _state(rollout, NEW) is State.HELD
    assert _ordered(fleet.director.current("car-7")) is None


def test_going_on_forgives_the_failures_so_far(rollout: Rollout) -> None:
    rollout.start(NEW, 100)
    for number in range(11):
        rollout.took(_report(f"car-{number}"))
    for number in range(5):
        rollout.took(_report(f"car-{number}", "refused", NEW))
    rollout.resume(NEW)
    for number in range(5, 9):
        rollout.took(_report(f"car-{number}", "refused", NEW))
    assert _state(rollout, NEW) is State.RUNNING
    rollout.took(_report("car-9", "refused", NEW))
    assert _state(rollout, NEW) is State.HELD


@pytest.mark.parametrize(
    ("confirmed", "failed", "held"), [(0, 4, False), (0, 5, True), (94, 5, True), (95, 5, False)]
)
def test_more_than_every_twentieth_holds(confirmed: int, failed: int, held: bool) -> None:
    campaign = Campaign(1, NEW, 100, State.RUNNING)
    assert is_to_be_held(campaign, Tally(confirmed, failed)) is held


def test_a_report_that_comes_late_changes_nothing(rollout: Rollout) -> None:
    rollout.start(NEW, 100)
    late = _report("car-a", "rolled_back", NEW)
    order = rollout.took(_report("car-a"))
    assert rollout.took(late).release == order.release
    assert rollout.tally(rollout.campaigns()[0]) == Tally(0, 0)
    assert rollout.manifests()[0].phase == "none"


def test_what_was_decided_outlives_the_program(fleet: Fleet, rollout: Rollout) -> None:
    rollout.start(NEW, 40)
    rollout.took(_report("car-a"))
    rollout.hold(NEW)
    again = Rollout(fleet.directory / "fleet.db", fleet.director)
    assert again.campaigns() == rollout.campaigns()
    assert again.manifests() == rollout.manifests()
    again.close()


def test_what_does_not_exist_is_not_rolled_out(rollout: Rollout) -> None:
    with pytest.raises(ReleaseError):
        rollout.start("2030.1", 5)
    with pytest.raises(ReleaseError):
        rollout.start(NEW, 101)
    with pytest.raises(ReleaseError):
        rollout.hold(NEW)
    assert rollout.campaigns() == ()


def test_a_name_means_one_release(rollout: Rollout) -> None:
    rollout.offer(offer(NEW, f"phrases/lights-{NEW}.json"))
    with pytest.raises(ReleaseError):
        rollout.offer(offer(NEW, f"phrases/lights-{OLD}.json"))


def test_a_failing_order_leaves_the_book_as_it_was(fleet: Fleet, rollout: Rollout) -> None:
    rollout.start(NEW, 100)
    (fleet.directory / "online").rename(fleet.directory / "away")
    with pytest.raises(ReleaseError):
        rollout.took(_report("car-a"))
    assert rollout.manifests() == ()
    (fleet.directory / "away").rename(fleet.directory / "online")
    assert _ordered(rollout.took(_report("car-a"))) == NEW

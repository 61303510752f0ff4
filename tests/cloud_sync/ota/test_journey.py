"""An update all the way, and every way it can end, over real HTTPS and real metadata."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from cloud_sync.__main__ import main
from cloud_sync.clock import TrustedClock
from cloud_sync.errors import (
    NotNowError,
    TrialError,
    TrustError,
    UnreachableError,
    UnsuitableUpdateError,
)
from cloud_sync.ota import delta
from cloud_sync.ota.probation import LEAST_TURNS, TurnSeen, Verdict
from cloud_sync.ota.release import Algorithm, Delta, Described, Kind
from cloud_sync.reference.image_repository import Addition
from models import Asset, Slot, Slots
from tests.cloud_sync.fleet import Fleet, described, offer
from tests.cloud_sync.ota.road import Road, road

GOOD = TurnSeen(troubled=False, failed=False, ms=60)
TROUBLED = TurnSeen(troubled=True, failed=False, ms=60)
OLD, NEW = "phrases/lights-2026.10.toml", "phrases/lights-2026.11.toml"


class Bench:
    def __init__(self, fleet: Fleet, car: Road) -> None:
        self.fleet = fleet
        self.car = car

    def order(self, name: str, path: str) -> None:
        self.fleet.director.order("car-a", offer(name, path))

    def told(self) -> list[str]:
        return [event.what for event in self.car.journey.history()]

    def used(self) -> str | None:
        used = self.car.journey.in_use
        return used.release if used else None

    def turns(self, *seen: TurnSeen) -> Verdict:
        installation = self.car.installation
        verdict = Verdict.GOES_ON
        for one in seen:
            verdict = installation.observe(one)
        return verdict


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    fleet = Fleet(tmp_path / "fleet").create()
    fleet.add(OLD, b"old words " * 2000)
    fleet.add(NEW, b"new words " * 2000)
    fleet.director.order("car-a", offer("2026.10", OLD))
    with road(tmp_path, tmp_path / "fleet", fleet) as car:
        yield Bench(fleet, car)


def test_all_the_way_to_being_kept(bench: Bench) -> None:
    bench.car.install()
    assert bench.used() == "2026.10"
    path = Slots(bench.car.home.directory).asset(Asset.PHRASES)
    assert path is not None
    assert path.read_bytes() == b"old words " * 2000
    assert bench.turns(*[GOOD] * 60) is Verdict.GOES_ON
    assert bench.car.journey.state.phase == "confirmed"
    assert bench.told() == [
        "available", "downloaded", "agreed", "tried", "in use", "confirmed",
    ]  # fmt: skip


def test_the_fleet_is_told_how_far_it_has_come(bench: Bench) -> None:
    bench.car.install()
    bench.car.orders.check()
    assert '"phase":"probation"' in bench.car.posted[-1]
    assert '"release":"2026.10"' in bench.car.posted[-1]


def test_what_serves_worse_is_rolled_back_and_not_offered_again(bench: Bench) -> None:
    bench.car.install()
    bench.turns(*[TROUBLED] * LEAST_TURNS)
    state = bench.car.journey.state
    assert (state.phase, state.problem) == ("rolled_back", "update.probation.troubled")
    assert bench.used() is None
    assert bench.car.orders.check().phase == "rolled_back"
    assert '"problem":"update.probation.troubled"' in bench.car.posted[-1]


def test_after_a_roll_back_the_release_before_is_in_use(bench: Bench) -> None:
    bench.car.install()
    bench.order("2026.11", NEW)
    bench.car.install()
    assert bench.used() == "2026.11"
    assert bench.car.journey.slots.in_use is Slot.B
    bench.car.installation.roll_back()
    assert bench.used() == "2026.10"
    assert bench.car.journey.state.problem is None
    with pytest.raises(NotNowError):
        bench.car.installation.roll_back()


def test_what_fails_its_trial_is_given_up(bench: Bench) -> None:
    bench.car.examiner.right[Slot.A] = 0.7
    with pytest.raises(TrialError) as refused:
        bench.car.install()
    assert refused.value.code == "update.trial.worse"
    assert bench.used() is None
    assert bench.car.orders.download().phase == "refused"
    bench.order("2026.11", NEW)
    bench.car.examiner.right.clear()
    bench.car.install()
    assert bench.used() == "2026.11"


def test_nobody_agreed_is_not_installed(bench: Bench) -> None:
    bench.car.orders.download()
    with pytest.raises(NotNowError) as refused:
        bench.car.installation.install(lambda: True, bench.car.examiner)
    assert refused.value.code == "update.not_agreed"
    assert bench.car.examiner.held == []


def test_a_yes_to_one_release_is_none_to_the_next(bench: Bench) -> None:
    bench.car.orders.download()
    bench.car.installation.agree()
    bench.order("2026.11", NEW)
    bench.car.orders.download()
    assert not bench.car.installation.is_due


def test_it_waits_for_its_time(bench: Bench) -> None:
    bench.car.orders.download()
    installation = bench.car.installation
    installation.agree(bench.car.clock.now() + timedelta(hours=1))
    with pytest.raises(NotNowError) as refused:
        installation.install(lambda: True, bench.car.examiner)
    assert refused.value.code == "update.not_yet"
    installation.postpone()
    assert bench.car.journey.state.agreement is None


def test_a_car_that_drives_off_during_the_trial_is_not_switched(bench: Bench) -> None:
    bench.car.orders.download()
    installation = bench.car.installation
    installation.agree()
    parked = iter([True, False])
    with pytest.raises(NotNowError) as refused:
        installation.install(lambda: next(parked), bench.car.examiner)
    assert refused.value.code == "update.not_parked"
    assert bench.used() is None
    assert len(bench.car.examiner.held) == 2
    assert installation.install(lambda: True, bench.car.examiner) is None
    assert bench.used() == "2026.10"
    assert len(bench.car.examiner.held) == 2


def test_what_is_withdrawn_before_it_is_installed_is_off(bench: Bench) -> None:
    bench.car.orders.download()
    bench.car.installation.agree()
    bench.fleet.director.order("car-a", None)
    assert bench.car.orders.check().phase == "none"
    assert not bench.car.installation.is_due


def test_a_damaged_release_is_fallen_back_from_and_told(bench: Bench) -> None:
    bench.car.install()
    slots = Slots(bench.car.home.directory)
    slots.fall_back(None)
    assert bench.car.installation is not None
    state = bench.car.journey.state
    assert (state.phase, state.problem) == ("rolled_back", "update.did_not_start")


def test_files_of_releases_that_no_slot_holds_are_removed(bench: Bench) -> None:
    bench.car.install()
    for number in range(4):
        path = f"phrases/more-{number}.toml"
        bench.fleet.add(path, f"words {number}".encode() * 100)
        bench.order(f"2026.12.{number + 1}", path)
        bench.car.install()
    assert len(list(Slots(bench.car.home.directory).store.directory.iterdir())) == 2


def test_without_a_network_everything_local_still_works(bench: Bench) -> None:
    bench.car.install()
    bench.car.address = "https://127.0.0.1:1"
    car = bench.car
    lost = car.orders_of(car.journey)
    lost._connect = _nowhere  # type: ignore[assignment]
    with pytest.raises(UnreachableError):
        lost.check()
    assert bench.used() == "2026.10"
    bench.car.installation.roll_back()
    assert bench.used() is None


def _nowhere(_profile: object) -> object:
    raise UnreachableError("The update server cannot be reached.")


def test_expired_metadata_stop_new_installs_alone(bench: Bench) -> None:
    bench.car.install()
    bench.order("2026.11", NEW)
    bench.car.clock.confirm(bench.car.clock.now() + timedelta(days=3))
    with pytest.raises(TrustError) as refused:
        bench.car.orders.download()
    assert refused.value.code == "update.trust.expired"
    assert bench.used() == "2026.10"
    assert bench.turns(GOOD) is Verdict.GOES_ON


def test_a_clock_that_is_turned_back_brings_nothing_back(bench: Bench) -> None:
    later = bench.car.clock.now() + timedelta(days=3)
    bench.car.clock.confirm(later)
    bench.car.clock = TrustedClock(bench.car.home, lambda: later.timestamp() - 5 * 86_400)
    with pytest.raises(TrustError) as refused:
        bench.car.orders.check()
    assert refused.value.code == "update.trust.expired"


def test_a_download_that_was_cut_is_gone_on_from(bench: Bench) -> None:
    state = bench.car.orders.check()
    assert state.phase == "available"
    incoming = bench.car.home.path("ota", "incoming", "x").parent
    incoming.mkdir(parents=True, exist_ok=True)
    sha256 = bench.fleet.image.target(OLD).hashes["sha256"]
    (incoming / f"{sha256}.part").write_bytes((b"old words " * 2000)[:7000])
    arrived: list[int] = []
    bench.car.orders.download(arrived.append)
    assert sum(arrived) == 13_000
    assert list(incoming.iterdir()) == []


@pytest.mark.parametrize("is_damaged", [False, True])
def test_a_delta_is_taken_and_the_whole_file_where_it_is_wrong(
    bench: Bench, tmp_path: Path, is_damaged: bool
) -> None:

    bench.car.install()
    old, new, told = (tmp_path / name for name in ("old", "new", "told"))
    old.write_bytes(b"old words " * 2000)
    new.write_bytes(b"old words " * 1999 + b"new words ")
    size = delta.make(Algorithm.ZSTD_PREFIX, old, new, told)
    if is_damaged:
        told.write_bytes(b"\0" * size)
    base = bench.fleet.image.target(OLD).hashes["sha256"]
    way = Delta(
        path="deltas/one", base_sha256=base, algorithm=Algorithm.ZSTD_PREFIX, size_bytes=size
    )
    what = described("lights-2026.12").model_copy(update={"deltas": (way,)})
    path = "phrases/lights-2026.12.toml"
    bench.fleet.image.add([Addition("deltas/one", told), Addition(path, new, what)])
    bench.order("2026.12", path)
    arrived: list[int] = []
    bench.car.orders.download(arrived.append)
    assert sum(arrived) == (size + 20_000 if is_damaged else size)
    assert bench.car.journey.state.phase == "downloaded"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"needs": ("0" * 64,)}, "update.unsuitable.base"),
        ({"least_program": "99.0"}, "update.unsuitable.program"),
        ({"kind": Kind.MODEL, "card": {"name": "no card"}}, "update.unsuitable.unknown"),
        ({"kind": Kind.MODEL}, "update.unsuitable.unknown"),
    ],
)
def test_what_is_not_for_this_car_is_refused_before_it_is_fetched(
    bench: Bench, tmp_path: Path, changes: dict[str, object], code: str
) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"x" * 100)
    what: Described = described("odd").model_copy(update=changes)
    bench.fleet.image.add([Addition("phrases/odd.toml", file, what)])
    bench.order("2026.12", "phrases/odd.toml")
    with pytest.raises(UnsuitableUpdateError) as refused:
        bench.car.orders.download()
    assert refused.value.code == code
    state = bench.car.journey.state
    assert (state.phase, state.problem) == ("refused", code)


def test_the_command_line_tells_and_returns_without_a_network(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.car.install()
    home = str(bench.car.home.directory)
    assert main(["--home", home, "ota", "status"]) == 0
    assert "in use: 2026.10; probation" in capsys.readouterr().out
    assert main(["--home", home, "ota", "history"]) == 0
    assert "2026.10" in capsys.readouterr().out
    assert main(["--home", home, "ota", "rollback", "--json"]) == 0
    assert '"in_use": null' in capsys.readouterr().out
    assert main(["--home", home, "ota", "rollback"]) == 1
    assert "update.none_before" in capsys.readouterr().err
    assert main(["--home", home, "ota", "install", "--yes"]) == 1
    assert "(update.none)" in capsys.readouterr().err


def _order_rules(bench: Bench, name: str, text: bytes) -> None:
    path = f"rules/limits-{name}.toml"
    file = bench.fleet.directory / "limits"
    file.write_bytes(text)
    of = described(f"limits-{name}").model_copy(update={"kind": Kind.RULES})
    bench.fleet.image.add([Addition(path, file, of)])
    bench.order(name, path)


def test_a_release_that_lowers_a_bar_is_given_up(bench: Bench) -> None:
    _order_rules(bench, "2026.10", b"[bars]\nmost_by_chance = 0.0001\n")
    with pytest.raises(TrialError) as refused:
        bench.car.install()
    assert refused.value.code == "update.trial.loosens"
    assert (bench.used(), bench.car.examiner.held) == (None, [])
    assert bench.car.journey.state.phase == "refused"


def test_the_bars_of_a_release_hold_for_the_next(bench: Bench) -> None:
    """90 of 100 rows are right before and after: good enough for us, not for these bars."""
    bench.car.examiner.right = dict.fromkeys((None, Slot.A, Slot.B), 0.9)
    _order_rules(bench, "2026.10", b"[bars]\nleast_right = 0.9\n")
    bench.car.install()
    bench.car.examiner.right[Slot.A] = bench.car.examiner.right[Slot.B] = 0.89
    bench.order("2026.11", NEW)
    with pytest.raises(TrialError) as refused:
        bench.car.install()
    assert refused.value.code == "update.trial.below_bar"
    assert bench.used() == "2026.10"

"""The learner: what it offers and when, what it never does, and that it survives."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personalization import FIELD_OF, Deed, Habit, Habits, Store, Vault, learn
from personalization.habits.deed import By, Value

MORNING = frozenset({"weekday", "morning", "cold", "alone", "start"})
EVENING = frozenset({"weekday", "evening", "cold", "alone", "start"})
_SEAT, _RADIO = "Seat.Driver.Heating", "Media.Source"
_MONDAY = datetime(2026, 11, 2, 7, 30, tzinfo=UTC)
_KEY = bytes(32)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with closing(Vault(tmp_path / "memory.db", _KEY)) as vault:
        yield vault


class Car:
    """A driver's days, one phase each."""

    def __init__(self, store: Store, began: datetime = _MONDAY) -> None:
        self.habits = Habits(store)
        self.at = began
        self.held: dict[str, Value] = {}

    def enter(self, conditions: frozenset[str], **held: Value) -> None:
        self.at += timedelta(days=1)
        self.held = {name.replace("_", "."): value for name, value in held.items()}
        self.habits.enter(self.at, conditions, self.held)
        self.habits.know(learn(self.habits.past))

    def does(self, signal: str, value: Value, by: By = "hand") -> None:
        self.habits.saw(Deed(signal, value, self.at, by))
        self.held[signal] = value

    def days(self, times: int, conditions: frozenset[str], *settings: tuple[str, Value]) -> None:
        for _ in range(times):
            self.enter(conditions)
            for signal, value in settings:
                self.does(signal, value)

    def offered(self, conditions: frozenset[str]) -> tuple[Habit, ...]:
        offered = self.habits.offer(conditions, self.held)
        self.habits.made(offered)
        return offered


def _told(habits: tuple[Habit, ...]) -> set[tuple[str, Value]]:
    return {(habit.signal, habit.value) for habit in habits}


def test_what_was_done_on_some_mornings_is_offered_on_the_next(vault: Vault) -> None:
    car = Car(vault)
    for _ in range(4):
        car.days(1, MORNING, (_SEAT, 2.0), (_RADIO, "RADIO"))
        car.days(1, EVENING)
    car.enter(MORNING)
    offered = car.offered(MORNING)
    assert _told(offered) == {(_SEAT, 2.0), (_RADIO, "RADIO")}
    evidence = offered[0].evidence
    assert (evidence.times, evidence.of) == (4, 4)
    assert 0.5 < evidence.low < evidence.high <= 1.0
    assert "morning" in offered[0].when.conditions


def test_what_belongs_to_the_morning_is_not_offered_in_the_evening(vault: Vault) -> None:
    car = Car(vault)
    for _ in range(4):
        car.days(1, MORNING, (_SEAT, 2.0))
        car.days(1, EVENING)
    car.enter(EVENING)
    assert car.offered(EVENING) == ()


def test_one_day_is_no_habit(vault: Vault) -> None:
    car = Car(vault)
    car.habits.enter(car.at, MORNING, {})
    for _ in range(6):
        car.does(_SEAT, 2.0)
        car.at += timedelta(hours=2)
        car.habits.enter(car.at, MORNING, {})
    car.habits.know(learn(car.habits.past))
    assert car.offered(MORNING) == ()


def test_one_offer_a_phase_and_never_what_is_so_already(vault: Vault) -> None:
    car = Car(vault)
    car.days(4, MORNING, (_SEAT, 2.0))
    car.enter(MORNING)
    assert car.offered(MORNING)
    assert car.offered(MORNING) == ()
    car.enter(MORNING, Seat_Driver_Heating=2.0)
    assert car.offered(MORNING) == ()


def test_what_the_driver_has_touched_is_settled(vault: Vault) -> None:
    car = Car(vault)
    car.days(5, MORNING, (_SEAT, 2.0))
    car.enter(MORNING)
    car.does(_SEAT, 1.0)
    assert car.offered(MORNING) == ()


def test_never_twice_after_a_no(vault: Vault) -> None:
    car = Car(vault)
    car.days(5, MORNING, (_SEAT, 2.0))
    car.enter(MORNING)
    car.habits.decline(car.offered(MORNING))
    for _ in range(20):
        car.days(1, MORNING, (_SEAT, 2.0))
        car.enter(MORNING)
        assert car.offered(MORNING) == ()
    assert _told(car.habits.usual(MORNING)) == {(_SEAT, 2.0)}, "whoever asks for it still has it"


def test_an_offer_that_nobody_answered_waits_for_the_driver(vault: Vault) -> None:
    car = Car(vault)
    car.days(5, MORNING, (_SEAT, 2.0))
    car.enter(MORNING)
    assert car.offered(MORNING)
    again = Car(vault, car.at)
    again.enter(MORNING)
    assert again.offered(MORNING) == ()
    again.does(_SEAT, 2.0)
    again.enter(MORNING)
    assert again.offered(MORNING)


def test_always_is_kept_and_goes_first(tmp_path: Path) -> None:
    path = tmp_path / "memory.db"
    with closing(Vault(path, _KEY)) as vault:
        car = Car(vault)
        car.days(5, MORNING, (_SEAT, 2.0))
        car.enter(MORNING)
        car.habits.agree(car.offered(MORNING))
        car.days(5, MORNING, (_RADIO, "RADIO"))
    with closing(Vault(path, _KEY)) as vault:
        later = Car(vault, car.at)
        later.enter(MORNING)
        agreed, offered = later.offered(MORNING), later.offered(MORNING)
    assert [(habit.signal, habit.is_agreed) for habit in agreed] == [(_SEAT, True)]
    assert [(habit.signal, habit.is_agreed) for habit in offered] == [(_RADIO, False)]


def test_the_cars_own_doing_proves_nothing(vault: Vault) -> None:
    car = Car(vault)
    for _ in range(8):
        car.enter(MORNING)
        car.does(_SEAT, 2.0, "car")
    assert car.habits.all() == ()


def test_what_stands_from_before_says_nothing(vault: Vault) -> None:
    car = Car(vault)
    car.days(4, MORNING, (_RADIO, "RADIO"))
    for _ in range(20):
        car.enter(MORNING, Media_Source="RADIO")
    car.enter(MORNING, Media_Source="USB")
    (habit,) = car.offered(MORNING)
    assert (habit.evidence.times, habit.evidence.of) == (4, 4)


def test_what_is_taken_back_was_not_wanted(vault: Vault) -> None:
    car = Car(vault)
    for _ in range(6):
        car.days(1, MORNING, (_SEAT, 2.0))
        car.habits.undid(_SEAT)
    assert car.habits.all() == ()


def test_a_changed_habit_is_followed(vault: Vault) -> None:
    car = Car(vault)
    car.days(12, MORNING, (_SEAT, 2.0))
    car.days(5, MORNING, (_SEAT, 3.0))
    car.enter(MORNING)
    (habit,) = car.offered(MORNING)
    assert (habit.value, habit.evidence.since) == (3.0, (_MONDAY + timedelta(days=13)).date())


def test_hands_are_not_exact(vault: Vault) -> None:
    car = Car(vault)
    for value in (21.0, 20.5, 21.5, 21.0):
        car.days(1, MORNING, ("HVAC.Driver.Temperature", value))
    car.enter(MORNING)
    assert _told(car.offered(MORNING)) == {("HVAC.Driver.Temperature", 21.0)}


def test_a_clock_that_is_set_back_changes_nothing(vault: Vault) -> None:
    car = Car(vault)
    car.days(3, MORNING, (_SEAT, 2.0))
    car.at -= timedelta(days=365)
    car.days(8, MORNING, (_SEAT, 3.0))
    car.enter(MORNING)
    assert _told(car.offered(MORNING)) == {(_SEAT, 3.0)}, "what came last counts most"


def test_it_is_there_again_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "memory.db"
    with closing(Vault(path, _KEY)) as vault:
        car = Car(vault)
        car.days(4, MORNING, (_SEAT, 2.0))
        vault.put("phase", "rubbish", b"{")
    with closing(Vault(path, _KEY)) as vault:
        later = Car(vault, car.at)
        later.enter(MORNING)
        assert _told(later.offered(MORNING)) == {(_SEAT, 2.0)}
        assert later.habits.on(car.at.date()) == {_SEAT: 2.0}


def test_what_is_forgotten_stays_forgotten(vault: Vault) -> None:
    car = Car(vault)
    car.days(5, MORNING, (_SEAT, 2.0), (_RADIO, "RADIO"))
    car.enter(MORNING)
    seat = next(habit for habit in car.offered(MORNING) if habit.signal == _SEAT)
    car.does(_RADIO, "RADIO")
    car.habits.forget(seat)
    again = Car(vault, car.at)
    again.enter(MORNING)
    assert _told(again.offered(MORNING)) == {(_RADIO, "RADIO")}
    again.habits.forget_all()
    assert not vault.all("phase")
    assert not vault.all("answer")


def test_half_a_year_is_kept_and_no_more(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("personalization.habits.history._MOST_PHASES", 10)
    car = Car(vault)
    car.days(15, MORNING, (_SEAT, 2.0))
    assert len(vault.all("phase")) == 10


_WORDS = st.frozensets(st.sampled_from(sorted(FIELD_OF)), max_size=8)
_VALUES = st.one_of(st.booleans(), st.sampled_from(["A", "B"]), st.floats(0, 100))
_PHASES = st.lists(
    st.tuples(_WORDS, st.dictionaries(st.sampled_from(["a", "b"]), _VALUES)), max_size=25
)


class _Forgetful(dict[tuple[str, str], bytes]):
    def put(self, kind: str, key: str, value: bytes) -> None:
        self[kind, key] = value

    def remove(self, kind: str, key: str) -> None:
        del self[kind, key]

    def all(self, kind: str) -> tuple[()]:
        return ()


@given(_PHASES, _WORDS)
def test_whatever_happens_an_offer_has_its_reasons(
    phases: list[tuple[frozenset[str], dict[str, Value]]], now: frozenset[str]
) -> None:
    car = Car(_Forgetful())
    for conditions, settings in phases:
        car.enter(conditions)
        for signal, value in settings.items():
            car.does(signal, value)
    car.enter(now, a=True)
    for habit in (*car.offered(now), *car.habits.usual(now)):
        evidence = habit.evidence
        assert set(habit.when.conditions) <= now
        assert 2 <= evidence.times <= evidence.of
        assert 0.0 <= evidence.low <= evidence.high <= 1.0
        assert any(habit.signal in settings for _, settings in phases)

"""The made-up weeks: the same for the same seed, and the score tells right from wrong."""

from collections.abc import Mapping

from benchmarks.habits.driving import Phase, SimulatedDriver, Value
from benchmarks.habits.learners import OfValues, Setting
from benchmarks.habits.trial import Score, trial


class Knows:
    """Offers exactly what one simulated driver wants."""

    def __init__(self, seed: int) -> None:
        self._driver = SimulatedDriver(seed)

    def enter(self, phase: Phase, held: Mapping[str, Value]) -> None:
        """Has nothing to learn."""

    def saw(self, phase: Phase, setting: Setting) -> None:
        """Has nothing to learn."""

    def offer(self, phase: Phase, held: Mapping[str, Value]) -> list[Setting]:
        wanted = self._driver.wanted(phase)
        settings = [(signal, value) for signal, (_, value) in wanted.items()]
        return [setting for setting in settings if held.get(setting[0]) != setting[1]]

    def decline(self, settings: list[Setting]) -> None:
        raise AssertionError(f"a no to what was right: {settings}")


def test_the_same_seed_drives_the_same_weeks() -> None:
    once, again = (list(SimulatedDriver(7).phases()) for _ in range(2))
    assert once == again
    assert {phase.week for phase in once} == set(range(12))


def test_whoever_knows_everything_is_right_at_once() -> None:
    score = Score()
    trial((7, 8), Knows, score)
    assert score.wrong.total() == 0
    assert score.offered.total() > 100
    assert all(one.offered_at == 1 for one in score.found if one.occasions)
    assert all(one.followed_at == 1 for one in score.found if one.later)


def test_a_memory_without_conditions_is_often_wrong() -> None:
    score = Score()
    trial((7, 8), lambda _: OfValues(is_last=True), score)
    assert score.wrong.total() > score.offered.total() / 5

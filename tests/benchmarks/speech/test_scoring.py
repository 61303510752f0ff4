"""Words are compared in one spelling, and the confidence intervals hold what they should."""

import numpy as np
import pytest

from benchmarks.speech import scoring


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("set it to twenty two degrees", "Set it to 22°."),
        ("volume to forty percent", "Volume to 40%"),
        ("are the tyres okay", "Are the tires OK?"),
        ("let's go", "Lets go!"),
        ("show the map in two D", "Show the map in 2D."),
        ("call Doctor Nguyen", "Call Dr. Nguyen"),
        ("clear the windscreen", "Clear the wind screen."),
        ("the petrol station", "the petrolstation"),
        ("tune to ninety one point three FM", "Tune to 91.3 FM."),
    ],
)
def test_spellings_of_the_same_words_are_no_errors(said: str, heard: str) -> None:
    assert scoring.count(said, heard).errors == 0


@pytest.mark.parametrize(
    ("said", "heard", "errors", "words"),
    [
        ("open my window", "open a window", 1, 3),
        ("open my window", "", 3, 3),
        ("louder", "a louder one", 2, 1),
        ("clear the windscreen", "clear the win screen", 2, 3),
        ("fan to thirty", "fan to 13", 1, 3),
    ],
)
def test_errors_are_counted_in_words(said: str, heard: str, errors: int, words: int) -> None:
    assert scoring.count(said, heard) == scoring.Count(errors, words)


def test_confusions_name_what_became_what() -> None:
    found = scoring.confusions([("open my roof", "open my hoof"), ("raise the roof", "the hoof")])
    assert found == {("roof", "hoof"): 2, ("raise", ""): 1}


def test_an_interval_holds_the_figure_and_shrinks_with_more_commands() -> None:
    rng = np.random.default_rng(1)
    errors = (rng.random(400) < 0.1).astype(np.float64)
    many = scoring.ratio(errors, np.ones(400))
    few = scoring.ratio(errors[:40], np.ones(40))
    assert many.value == pytest.approx(errors.mean())
    assert many.low < many.value < many.high
    assert many.high - many.low == pytest.approx(2 * 1.96 * np.sqrt(0.1 * 0.9 / 400), rel=0.25)
    assert few.high - few.low > 2 * (many.high - many.low)


def test_a_figure_that_never_varies_has_no_width() -> None:
    assert scoring.ratio(np.ones(10), np.full(10, 4.0)) == scoring.Estimate(0.25, 0.25, 0.25)


def test_the_gap_is_between_best_and_worst_and_hard_commands_cancel_out() -> None:
    hard = np.tile(np.arange(50.0)[:, None] % 5, (1, 3))
    hard[:, 1] += 1
    found = scoring.gap(["a", "b", "c"], hard, np.full((50, 3), 10.0))
    assert (found.best, found.worst) == ("a", "b")
    assert found.size.value == pytest.approx(0.1)
    assert found.size.high - found.size.low == pytest.approx(0.0, abs=1e-9)

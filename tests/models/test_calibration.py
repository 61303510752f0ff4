"""What a probability is worth: order kept, ends kept inside 0 to 1, neutral where not measured."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calibration import AS_IT_IS, Calibration

PROBABILITIES = st.floats(0.0, 1.0)


@given(
    said=st.lists(PROBABILITIES, min_size=2), intercept=st.floats(-5, 5), slope=st.floats(0.1, 5)
)
def test_the_order_is_kept(said: list[float], intercept: float, slope: float) -> None:
    calibration = Calibration(intercept=intercept, slope=slope)
    worth = [calibration.probability(p) for p in sorted(said)]
    assert worth == sorted(worth)
    assert all(0.0 <= p <= 1.0 for p in worth)


@given(said=PROBABILITIES)
def test_without_a_measurement_nothing_changes(said: float) -> None:
    assert AS_IT_IS.probability(said) == pytest.approx(said, abs=1e-8)


def test_an_overconfident_model_is_believed_less() -> None:
    assert Calibration(intercept=-0.5, slope=0.6).probability(0.95) == pytest.approx(
        0.781, abs=0.001
    )

"""A wish counts as done when the car did the same as by the typed words, and only then."""

from dataclasses import replace

import pytest

from benchmarks.speech import report
from benchmarks.speech.hearing import Deed, meant
from benchmarks.speech.trial import Heard, Trial

WARM = Deed("done", ("Seat.Driver.Heating=2",), (), "Seat heating at 2.")
TWO = Deed("done", ("Media.Volume=40", "Seat.Driver.Heating=2"), (), "Both.")
ASKED = Deed("clarify", (), (), "Sorry?")
SPEED = Deed("done", (), (), "We are doing 50.")
HEARD = Heard("warm my seat", "seats", "joe", "neural", "clean", "", 1.0, "warm my seat", True)


@pytest.mark.parametrize(
    ("typed", "spoken", "outcome"),
    [
        (WARM, WARM, "done"),
        (WARM, replace(WARM, reply="Two."), "done"),
        (SPEED, SPEED, "done"),
        (SPEED, replace(SPEED, reply="It is late."), "again"),
        (TWO, WARM, "part"),
        (WARM, TWO, "wrong"),
        (WARM, ASKED, "again"),
        (ASKED, WARM, "wrong"),
        (WARM, None, "none"),
    ],
)
def test_every_trial_ends_in_one_way(typed: Deed, spoken: Deed | None, outcome: str) -> None:
    trial = Trial(HEARD, typed, spoken)
    ended = {
        "done": trial.is_done,
        "part": trial.is_partly_done,
        "again": trial.is_asked_again,
        "wrong": trial.is_wrong,
        "none": trial.spoken is None,
    }
    assert [name for name, holds in ended.items() if holds] == [outcome]


def test_what_was_found_counts_and_not_how_it_was_asked_for() -> None:
    mac = {"query": "fleetwood mac", "now_playing": "Dreams"}
    assert meant(mac) == meant({**mac, "query": "fleetwood mark"})
    assert meant({"query": "arm"}) != meant({"query": "farm"})
    assert meant(22.0) == 22.0


def test_figures_and_gap_are_of_the_trials() -> None:
    good = Trial(HEARD, WARM, WARM)
    bad = Trial(replace(HEARD, voice="heart", text="warm the sea"), WARM, ASKED)
    row = report.figures([good, bad])
    assert row["wer"]["value"] == pytest.approx(2 / 6)
    assert (row["n"], row["action_exact"], row["asked_again"]) == (2, 0.5, 0.5)
    found = report.gaps([good, bad])["neural"]
    assert (found.best, found.worst) == ("joe", "heart")
    assert found.size.value == pytest.approx(2 / 3)
    assert [lost["voice"] for lost in report.lost([good, bad])] == ["heart"]
    assert report.confusions([good, bad]) == [("my seat", "the sea", 1)]

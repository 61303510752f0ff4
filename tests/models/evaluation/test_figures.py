"""Figures by hand on a few graded turns, and every form they are shown in."""

import json
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.evaluation import rows
from models.evaluation.car import Car
from models.evaluation.figures import Report, Share, report
from models.evaluation.judging import judge
from models.evaluation.page import page
from models.evaluation.plots import draw
from models.evaluation.report import plain, table
from models.evaluation.rows import Row
from models.evaluation.running import Run, System
from tests.models.evaluation.conftest import a_set, answered, row, write

FAN = "HVAC.Front.FanSpeed"


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [  # as scipy.stats.binomtest(count, of).proportion_ci(method="wilson") has it
        (0, 10, 0.0, 0.27753279986288926),
        (10, 10, 0.7224672001371109, 1.0),
        (8, 10, 0.4901624715366418, 0.9433178485456248),
        (156, 167, 0.8859146810591851, 0.9628254374162961),
    ],
)
def test_the_interval_is_wilson_s(count: int, of: int, low: float, high: float) -> None:
    assert Share(count, of).interval == pytest.approx((low, high))


@given(of=st.integers(1, 500), data=st.data())
def test_the_share_lies_in_its_interval(of: int, data: st.DataObject) -> None:
    share = Share(data.draw(st.integers(0, of)), of)
    low, high = share.interval
    assert 0 <= low <= share.value + 1e-12
    assert share.value - 1e-12 <= high <= 1


def _by_model(ms: float, confidence: float, **answer: Any) -> Any:
    return answered(ms={"understand": ms}, confidence=confidence, understood_by="model", **answer)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Row, ...]:
    folder = tmp_path_factory.mktemp("rows")
    up = {"signal": FAN, "op": "delta", "direction": "up"}
    dialogue = {
        "id": "talk",
        "category": "dialogue",
        "turns": [
            {"utterance": "fan to 60", "expect": {"actions": [a_set(FAN, value=60)]}},
            {"utterance": "more", "expect": {"status": "done", "actions": [up]}},
            {"utterance": "thanks"},
        ],
    }
    drivers = write(
        folder / "drivers.jsonl",
        row("fan", "fan to 60", status="done", actions=[a_set(FAN, value=60)]),
        row("horn", "how far", status="done", reply_any=["312"], must_not=["*"], category="ask"),
        row("gone", "fan on", status="unsupported", context={"unavailable": [FAN]}),
        dialogue,
    )
    sentences = folder / "calm.txt"
    sentences.write_text("what a day\nset an alarm\n", encoding="utf-8")
    again = write(
        folder / "again.jsonl",
        {"id": "fan", "variant": 1, "turns": [{"utterance": "blower to 60"}]},
        {"id": "fan", "variant": 2, "turns": [{"utterance": "60 on the fan"}]},
        {"id": "horn", "variant": 1, "turns": [{"utterance": "how many kilometres"}]},
    )
    given = rows.read([drivers, sentences])
    return (*given, *rows.reworded(given, again))


@pytest.fixture(scope="module")
def run(asked: tuple[Row, ...]) -> Run:
    answers = {
        ("fan", 0): _by_model(100, 0.99, actions={FAN: 60}),
        ("horn", 0): answered(reply="312 km", understood_by="phrases", ms={"understand": 1}),
        ("gone", 0): answered("unsupported"),
        ("talk", 0): answered(actions={FAN: 60}),
        ("talk", 1): _by_model(200, 1.0, actions={FAN: 80}),
        ("calm-1", 0): answered("clarify"),
        ("calm-2", 0): answered(actions={"Horn": True}),
        ("fan~1", 0): answered(actions={FAN: 60}),
        ("fan~2", 0): _by_model(300, 0.4, status="clarify"),
        ("horn~1", 0): answered(reply="312"),
    }
    return Run(System("mine", ("do", "it")), answers, "same", 0, 100.0, 1.0)


@pytest.fixture(scope="module")
def found(asked: tuple[Row, ...], run: Run, facts: Car) -> Report:
    return report([run], judge(asked, run, facts))


def test_every_figure_counts_what_it_says(found: Report) -> None:
    drivers = found.sets["drivers"]
    assert drivers.passed == Share(5, 5)
    assert drivers.truthful == Share(1, 1)
    assert drivers.not_acted == Share(0, 2)
    assert drivers.dialogues == Share(1, 1)
    assert found.categories["drivers", "ask"].passed == Share(1, 1)
    assert found.categories["drivers", "ask"].dialogues is None
    assert found.sets["again"].passed == Share(2, 3)
    assert found.sets["again"].not_acted == Share(1, 2)
    assert found.wrongly_acted == Share(1, 2)
    assert found.said_unfitted == Share(1, 1)
    assert found.all_rewordings == Share(1, 2)
    assert found.unsafe == 0
    assert found.identical is None
    assert [turn.row.id for turn in found.failures] == ["calm-2", "fan~2"]
    assert found.failures[0].utterance == "set an alarm"


def test_latency_and_sureness_are_of_what_the_model_answered(found: Report) -> None:
    assert found.understanding is not None
    assert sorted(found.understanding.values) == [100, 200, 300]
    assert found.understanding.p50 == 200
    assert found.understanding.p95 == pytest.approx(290)
    assert [(band.low, band.passed) for band in found.reliability] == [
        (0.0, Share(0, 1)),
        (0.97, Share(2, 2)),
    ]


def test_runs_are_compared_and_a_silent_system_passes_nothing(
    asked: tuple[Row, ...], run: Run, facts: Car
) -> None:
    judged = judge(asked, run, facts)
    other = Run(run.system, {}, "other", 0, 1.0, 1.0)
    assert report([run, run], judged).identical is True
    assert report([run, other], judged).identical is False
    nothing = report([other], judge(asked, other, facts))
    assert nothing.unanswered == 10
    assert nothing.sets["drivers"].passed.count == 0
    assert nothing.understanding is None


def test_the_table_shows_all_of_it(found: Report) -> None:
    shown = table([found])
    assert "mine: do it" in shown
    assert "all of drivers                     5  1.000" in shown
    for figure in ("truthful=1/1", "dialogues=1/1", "p50 200 ms, p95 290 ms", "100 MB", "1/2"):
        assert figure in shown
    broken = Run(found.run.system, {}, "", None, 0.0, 0.0, "evaluation.missing: nobody")
    sad = report([broken, broken], found.judged)
    assert "PROBLEM evaluation.missing: nobody" in table([sad])
    assert "all runs answered the same                       yes" in table([sad])


def test_plain_data_is_json_and_holds_the_failures(found: Report) -> None:
    data = json.loads(json.dumps(plain([found], {"date": "today"})))
    (system,) = data["systems"]
    drivers = system["sets"]["drivers"]
    assert drivers["all"]["passed"] == {
        "count": 5,
        "of": 5,
        "share": 1.0,
        "interval": [0.5655, 1.0],
    }
    assert drivers["categories"]["ask"]["dialogues"] is None
    assert system["understand_ms"] == {"p50": 200, "p95": 290, "turns": 3}
    assert [failure["id"] for failure in system["failures"]] == ["calm-2", "fan~2"]
    assert system["failures"][1]["expect"]["any_of"][0]["status"] == ["done"]


def test_the_page_is_whole_without_anything_from_elsewhere(found: Report) -> None:
    pytest.importorskip("matplotlib")
    plots = draw([found, found])
    assert plots is not None
    assert len(plots) == 3
    assert draw([found, found]) == plots, "the same figures are drawn the same"
    shown = page([found, found], plots, {"date": "today", "sets": ["a", "b"]})
    assert shown.count("<svg") == 3
    assert "matplotlib.org" not in shown
    for outside in ("<script", "<link", "<img", "src=", "@import", "url(http"):
        assert outside not in shown
    assert "a, b" in shown


def test_a_page_without_plots_says_how_to_get_them(
    found: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert draw([found]) is None
    shown = page([found], None, {})
    assert "codriver[evaluate]" in shown
    assert "5 of 5" in shown


def test_words_from_rows_are_text_on_the_page(found: Report) -> None:
    named = Run(System("<b>mine</b>", ("x",)), {}, "", None, 0.0, 0.0, "a & b")
    shown = page([report([named], found.judged)], (), {})
    assert "<b>mine" not in shown
    assert "a &amp; b" in shown


def test_nothing_timed_draws_what_there_is(found: Report, facts: Car) -> None:
    pytest.importorskip("matplotlib")
    silent = Run(found.run.system, {}, "", 0, 0.0, 0.0)
    some = [turn.row for turn in found.judged[:1]]
    plots = draw([report([silent], judge(some, silent, facts))])
    assert plots is not None
    assert [plot.title for plot in plots] == ["Share of turns that passed, with 95 % intervals"]
    assert draw([]) == ()

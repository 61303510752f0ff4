"""Real processes: a system that fails is named, and what it said before still counts."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from models.evaluation.rows import Row
from models.evaluation.running import Run, System, run

ROWS = tuple(
    Row.model_validate({"id": name, "category": "c", "utterance": "hi", "expect": {}})
    for name in ("a", "b")
)
ECHO = """
import json, sys
for line in sys.stdin:
    print(json.dumps({"id": json.loads(line)["id"], "status": "done"}), flush=True)
"""


@pytest.fixture
def examine(tmp_path: Path) -> Callable[..., Run]:
    def examined(code: str, patience_s: float = 20) -> Run:
        program = tmp_path / "system.py"
        program.write_text(code, encoding="utf-8")
        return run(System("mine", (sys.executable, str(program))), ROWS, patience_s)

    return examined


def test_a_system_is_heard_and_weighed(examine: Callable[..., Run]) -> None:
    heard = examine(ECHO)
    assert (heard.problem, heard.exit_status) == (None, 0)
    assert heard.answers.keys() == {("a", 0), ("b", 0)}
    assert heard.memory_mb > 1
    assert heard.wall_s > 0


def test_equal_runs_have_equal_fingerprints_whatever_the_time(
    examine: Callable[..., Run],
) -> None:
    timed = ECHO.replace('"status": "done"', '"status": "done", "ms": {"total": {MS}}')
    first, second = (examine(timed.replace("{MS}", ms)) for ms in ("1.5", "2.5"))
    assert first.answers["a", 0].ms == {"total": 1.5}
    assert first.fingerprint == second.fingerprint
    assert first.fingerprint != examine(ECHO.replace("done", "refused")).fingerprint


@pytest.mark.parametrize(
    ("code", "problem", "heard"),
    [
        ("raise SystemExit('out of petrol')", "evaluation.died: exit status 1: out of petrol", 0),
        ("import os; os.kill(os.getpid(), 9)", "evaluation.died: exit status -9: ", 0),
        (ECHO + "    sys.exit(3)", "evaluation.died: exit status 3: ", 1),
        ("print('hello')", "evaluation.malformed: not an answer: 'hello", 0),
        ("print('[1]')", "evaluation.malformed: ", 0),
        ("print('{}')", "evaluation.malformed: ", 0),
        (ECHO + "    __import__('time').sleep(60)", "evaluation.silent: no answer for 3 s", 1),
    ],
)
def test_what_goes_wrong_is_named(
    examine: Callable[..., Run], code: str, problem: str, heard: int
) -> None:
    found = examine(code, patience_s=3 if "silent" in problem else 20)
    assert (found.problem or "").startswith(problem)
    assert len(found.answers) == heard


def test_one_that_ended_before_its_answer_was_read_is_still_weighed(
    examine: Callable[..., Run],
) -> None:
    found = examine("import os, time\nif not os.fork():\n    time.sleep(1)\n    print('hello')\n")
    assert (found.problem or "").startswith("evaluation.malformed: ")
    assert found.exit_status == 0
    assert found.memory_mb > 1


def test_a_system_that_does_not_exist_is_named() -> None:
    found = run(System("mine", ("/no/such/program",)), ROWS)
    assert (found.problem or "").startswith("evaluation.missing: No such file")
    assert (found.exit_status, found.answers) == (None, {})

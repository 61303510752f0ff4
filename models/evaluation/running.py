"""Run one system as a process of its own: requests in, answers out, and what it cost.

A system that is missing, dies, falls silent or speaks something else has a ``problem``; the
answers it gave before that still count. Its memory is the most it held at once, as the
operating system saw it; Linux never reports less than this process held when it started the other.
"""

import hashlib
import json
import os
import queue
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO

from pydantic import ValidationError

from models.evaluation.answers import Answer
from models.evaluation.rows import Row

PATIENCE_S = 900.0
"""A system silent for so long is given up; the slowest ones embed their material first."""
_MAX_PROBLEM_CHARS = 300


@dataclass(frozen=True, slots=True)
class System:
    name: str
    command: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """Everything one system did with the rows."""

    system: System
    answers: Mapping[tuple[str, int], Answer]
    """By row and turn."""
    fingerprint: str
    """Digest of all that was answered but the times: equal runs have equal ones."""
    exit_status: int | None
    """None if it never started."""
    memory_mb: float
    wall_s: float
    problem: str | None = None
    """A stable code and what was seen; None if all went well."""


@dataclass(slots=True)
class _Heard:
    """What came back so far."""

    answers: dict[tuple[str, int], Answer] = field(default_factory=dict)
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    problem: str | None = "evaluation.interrupted: it was not heard to the end"

    def take(self, line: str) -> None:
        raw = json.loads(line)
        answer = Answer.model_validate(raw)
        raw.pop("ms", None)
        self.digest.update(json.dumps(raw, sort_keys=True).encode())
        self.answers[answer.id, answer.turn] = answer


def run(system: System, rows: Sequence[Row], patience_s: float = PATIENCE_S) -> Run:
    started_s = time.monotonic()
    problem: str | None
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as complaints:
        try:
            process = subprocess.Popen(  # noqa: S603 - the command line is the user's own choice
                system.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complaints,
                encoding="utf-8",
                errors="replace",
            )
        except OSError as error:
            problem = f"evaluation.missing: {error.strerror or error}"
            return Run(system, {}, "", None, 0.0, 0.0, problem)
        heard = _Heard()
        try:
            heard.problem = _converse(process, rows, heard, patience_s)
        finally:
            exit_status, memory_mb = _end(process, must_die=heard.problem is not None)
        problem = heard.problem or _complaint(exit_status, complaints)
        wall_s = time.monotonic() - started_s
        fingerprint = heard.digest.hexdigest()
        return Run(system, heard.answers, fingerprint, exit_status, memory_mb, wall_s, problem)


def _converse(
    process: "subprocess.Popen[str]", rows: Sequence[Row], heard: _Heard, patience_s: float
) -> str | None:
    """Everything asked and everything heard; returns what went wrong, if anything did."""
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    requests = [row.request() for row in rows]
    threading.Thread(target=_ask, args=(process.stdin, requests), daemon=True).start()
    threading.Thread(target=_listen, args=(process.stdout, lines), daemon=True).start()
    try:
        while (line := lines.get(timeout=patience_s)) is not None:
            heard.take(line)
    except queue.Empty:
        return f"evaluation.silent: no answer for {patience_s:g} s"
    except (ValueError, AttributeError, ValidationError):
        return f"evaluation.malformed: not an answer: {line!r}"[:_MAX_PROBLEM_CHARS]
    return None


def _ask(pipe: IO[str], requests: Iterable[str]) -> None:
    try:
        with pipe:
            pipe.writelines(request + "\n" for request in requests)
    except (BrokenPipeError, ValueError):
        return  # it died: its exit status tells


def _listen(pipe: IO[str], lines: "queue.SimpleQueue[str | None]") -> None:
    with pipe:
        for line in pipe:
            lines.put(line)
    lines.put(None)


def _end(process: "subprocess.Popen[str]", *, must_die: bool) -> tuple[int, float]:
    """Its exit status and the most memory it held, in MB."""
    if must_die:  # Popen.kill would reap one that has ended, and its memory would be lost
        os.kill(process.pid, signal.SIGKILL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage.ru_maxrss * 1024 / 1e6


def _complaint(exit_status: int, complaints: IO[str]) -> str | None:
    if exit_status == 0:
        return None
    complaints.seek(0)
    last = next((line.strip() for line in reversed(complaints.readlines()) if line.strip()), "")
    return f"evaluation.died: exit status {exit_status}: {last}"[:_MAX_PROBLEM_CHARS]

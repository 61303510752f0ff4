"""Does the memory of a driver keep what it acknowledged, open soon, and vanish when erased?

    python -m benchmarks.driver_memory [--kills N] [--records N]

Kills: a process writes records and acknowledges each; it is killed (SIGKILL) at a random moment,
and the memory is opened again, checked, and must hold every acknowledged record unharmed. One that
does not open ends the run with an error. Erasing: every
byte that is left on the disk is searched for what was told, in UTF-8 and UTF-16, and for vectors.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from statistics import median

import numpy as np

from personalization import Vault, drivers_at

_KEY = bytes(range(32))
_TOLD = "the lake house behind the old mill"
_WRITER = """
import sys
from pathlib import Path
from personalization import Vault

vault = Vault(Path(sys.argv[1]), bytes(range(32)))
number = len(vault.all("preference"))
while True:
    vault.put("preference", str(number), str(number).encode() * 100)
    print(number, flush=True)
    number += 1
"""
_LONGEST_S = 1.5


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--records", type=int, default=50_000)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as directory:
        lost = _kills(Path(directory) / "memory.db", options.kills)
    for records in (options.records // 50, options.records):
        with tempfile.TemporaryDirectory() as directory:
            left = _erase(Path(directory), records)
            lost += left
    return 1 if lost else 0


def _kills(path: Path, kills: int) -> int:
    """How many acknowledged records were lost or harmed; one memory bears all the kills."""
    rng, lost, written = random.Random(0), 0, 0  # noqa: S311 - moments, not secrets
    for _ in range(kills):
        command = [sys.executable, "-c", _WRITER, str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:  # noqa: S603
            time.sleep(rng.uniform(0.1, _LONGEST_S))
            writer.kill()
            said = writer.stdout.read() if writer.stdout else ""
        acknowledged = [int(line) for line in said.splitlines(keepends=True) if line.endswith("\n")]
        written = max([written, *(number + 1 for number in acknowledged)])
        with closing(Vault(path, _KEY)) as vault:
            kept = {record.key: record.value for record in vault.all("preference")}
        whole = sum(kept.get(str(n)) == str(n).encode() * 100 for n in range(written))
        lost += written - whole
    print(f"{kills} kills, {written} records acknowledged, {lost} lost or harmed")
    return lost


def _erase(home: Path, records: int) -> int:
    """How many files still tell something of what was erased."""
    drivers = drivers_at(home)
    driver = drivers.create("Annabella")
    vector = np.random.default_rng(0).standard_normal(384).astype("<f4").tobytes()
    with closing(drivers.open(driver.id)) as vault:
        for number in range(records):
            vault.put("preference", str(number), f"{_TOLD} {number}".encode(), vector)
    opened_ms = []
    for _ in range(5):
        began_s = time.perf_counter()
        with closing(drivers.open(driver.id)) as vault:
            opened_ms.append(1e3 * (time.perf_counter() - began_s))
    secrets = (_TOLD.encode(), _TOLD.encode("utf-16-le"), vector[:64], b"Annabella")
    before = _files_with(home, secrets)
    began_s = time.perf_counter()
    drivers.erase(driver.id)
    took_s = time.perf_counter() - began_s
    after = _files_with(home, secrets)
    print(
        f"{records} records: opened in {median(opened_ms):.0f} ms, erased in {took_s:.2f} s; "
        f"files that tell something: {before} before, {after} after"
    )
    return before + after


def _files_with(home: Path, secrets: tuple[bytes, ...]) -> int:
    files = [Path(where) / name for where, _, names in os.walk(home) for name in names]
    return sum(any(secret in file.read_bytes() for secret in secrets) for file in files)


if __name__ == "__main__":
    sys.exit(main())

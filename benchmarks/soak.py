"""Does memory stay flat? ``batch`` serves thousands of turns while its resident size is read.

    python -m benchmarks.soak [--turns N]

Starts ``python -m assistant batch`` as its own process, as every check does, and prints the
peak and the slope (least squares over the second half, so that warm-up does not count).
"""

import argparse
import json
import subprocess
import sys
from itertools import cycle, islice
from pathlib import Path

import numpy as np

from benchmarks.turns import BY_MODEL, BY_PHRASE

_EVERY = 20


def _rss_kib(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=2_000)
    turns = parser.parse_args().turns
    command = [sys.executable, "-m", "assistant", "batch"]
    sizes: list[tuple[int, int]] = []
    with subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as batch:
        if batch.stdin is None or batch.stdout is None:
            raise RuntimeError("no pipes")
        for number, wish in enumerate(islice(cycle(BY_PHRASE + BY_MODEL), turns)):
            batch.stdin.write(json.dumps({"id": number, "utterance": wish}) + "\n")
            batch.stdin.flush()
            batch.stdout.readline()
            if number % _EVERY == 0:
                sizes.append((number, _rss_kib(batch.pid)))
        batch.stdin.close()
    late = np.array(sizes[len(sizes) // 2 :], dtype=float)
    slope_kib = float(np.polyfit(late[:, 0], late[:, 1], 1)[0])
    peak_mib = max(size for _, size in sizes) / 1024
    print(f"{turns} turns: peak {peak_mib:.0f} MiB, slope {slope_kib:.3f} KiB a turn")
    return 0


if __name__ == "__main__":
    sys.exit(main())

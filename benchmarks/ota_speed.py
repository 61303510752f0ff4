"""How long a full update of 100 MB takes on loopback, from the first look to being in use.

    python -m benchmarks.ota_speed --megabytes 100 --repeat 3

Over the reference cloud with mutual TLS; the trial is left out, it takes as long as its rows.
"""

import argparse
import random
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.ota_fleet import Fleet, fleet
from cloud_sync.ota import Installation
from cloud_sync.ota.trial import Examined
from models import DEFAULT_HOME, Slot

_MB = 1_000_000


class NoTrial:
    def examine(self, slot: Slot | None) -> Examined:
        return Examined(())


def update(served: Fleet) -> dict[str, float]:
    """Seconds of each part."""
    parts: dict[str, float] = {}
    journey, orders = served.open()
    installation = Installation(journey)
    began_s = time.perf_counter()
    orders.check()
    parts["look"] = time.perf_counter() - began_s
    began_s = time.perf_counter()
    orders.download()
    parts["download"] = time.perf_counter() - began_s
    installation.agree()
    began_s = time.perf_counter()
    installation.install(lambda: True, NoTrial())
    parts["stage and switch"] = time.perf_counter() - began_s
    parts["all"] = sum(parts.values())
    return parts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    dice = random.Random(1)  # noqa: S311
    found: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory(dir=DEFAULT_HOME) as directory:
        for number in range(options.repeat):
            place = Path(directory) / str(number)
            place.mkdir()
            with fleet(place) as served:
                file = place / "adapter.gguf"
                file.write_bytes(dice.randbytes(options.megabytes * _MB))
                served.release(file)
                found.append(update(served))
    for part in found[0]:
        print(f"{part:18} {median(times[part] for times in found):6.2f} s")


if __name__ == "__main__":
    main()

"""How long a turn takes, from text to the car's read-back, by phrases and through the model.

    python -m benchmarks.turns [--rounds N]

Prints the median and the 95th percentile of whole turns, and of understanding alone, over
wishes written for this purpose. The car is brought to its start state before each.
"""

import argparse
import sys
from statistics import median, quantiles

from assistant import Cabin, Transcript, Turn, open_cabin
from assistant.config import Config
from assistant.request import Context

BY_PHRASE = (
    "set the temperature to 22 degrees",
    "fan to 60",
    "turn on the air conditioning",
    "seat heating to 2",
    "open my window",
    "close the sunroof",
    "wipers off",
    "volume to 35",
    "next song",
    "headlights on",
)
BY_MODEL = (
    "my toes are like ice down here",
    "would you mind letting a little air in on my side",
    "play something by fleetwood mac",
    "find somewhere to charge the car",
    "take me to the museum of modern art",
    "it's a bit loud for the baby",
    "twenty two for me and nineteen for her",
    "the back window is all steamed up",
    "tell anna i will be there in ten minutes",
    "shut everything, i mean the windows, and put on the news",
)


def _measure(cabin: Cabin, wishes: tuple[str, ...], rounds: int) -> list[Turn]:
    turns = []
    for wish in wishes * rounds:
        cabin.arrange(Context())
        turns.append(cabin.dialogue.take_turn(Transcript(wish)))
    return turns


def _line(name: str, turns: list[Turn]) -> str:
    whole = [turn.ms.total for turn in turns]
    understanding = median(turn.ms.understand for turn in turns)
    by = {kind: sum(t.plan.understood_by == kind for t in turns) for kind in ("phrases", "model")}
    return (
        f"{name:8} n={len(turns)} p50={median(whole):.0f} ms"
        f" p95={quantiles(whole, n=20)[-1]:.0f} ms"
        f" (understanding p50={understanding:.0f} ms; answered by {by})"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    rounds = parser.parse_args().rounds
    with open_cabin(Config()) as cabin:
        _measure(cabin, BY_PHRASE + BY_MODEL, 1)
        for name, wishes in (("phrases", BY_PHRASE), ("model", BY_MODEL)):
            print(_line(name, _measure(cabin, wishes, rounds)))
    return 0


if __name__ == "__main__":
    sys.exit(main())

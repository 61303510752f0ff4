"""How far off a rate may be by chance: 95 % intervals.

They take every case for itself. Turns of one car are alike, so intervals of rates by turn are
narrower than the truth.
"""

from math import sqrt

_Z = 1.959964


def byar(events: int) -> tuple[float, float]:
    """Of a number of events that come by chance, by Byar's approximation."""
    low = events * (1 - 1 / (9 * events) - _Z / (3 * sqrt(events))) ** 3 if events else 0.0
    more = events + 1
    return max(0.0, low), more * (1 - 1 / (9 * more) + _Z / (3 * sqrt(more))) ** 3

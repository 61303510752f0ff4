"""How far off a rate may be by chance: 95 % intervals.

They take every case for itself. Turns of one car are alike, so intervals of rates by turn are
narrower than the truth.
"""

from math import sqrt

_Z = 1.959964


def wilson(of: int, per: int) -> tuple[float, float]:
    """Of a share, by Wilson's score."""
    if per <= 0:
        return 0.0, 1.0
    share, square = of / per, _Z * _Z
    middle = (share + square / (2 * per)) / (1 + square / per)
    width = _Z * sqrt(share * (1 - share) / per + square / (4 * per * per)) / (1 + square / per)
    return max(0.0, middle - width), min(1.0, middle + width)


def byar(events: int) -> tuple[float, float]:
    """Of a number of events that come by chance, by Byar's approximation."""
    low = events * (1 - 1 / (9 * events) - _Z / (3 * sqrt(events))) ** 3 if events else 0.0
    more = events + 1
    return max(0.0, low), more * (1 - 1 / (9 * more) + _Z / (3 * sqrt(more))) ** 3

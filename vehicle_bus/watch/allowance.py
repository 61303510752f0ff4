"""How often something may happen: the generic cell rate algorithm (ITU-T I.371), as a bucket."""


class Allowance:
    """``spend`` once for each; it says whether that was still allowed."""

    __slots__ = ("_at_s", "_left", "_most", "_per_s")

    def __init__(self, per_s: float, most: float) -> None:
        self._per_s = per_s
        self._most = self._left = most
        self._at_s: float | None = None

    def spend(self, now_s: float) -> bool:
        passed_s = 0.0 if self._at_s is None else now_s - self._at_s
        self._at_s = now_s
        if self._left < self._most:
            self._left = min(self._most, self._left + max(0.0, passed_s) * self._per_s)
        self._left -= 1
        if self._left >= 0:
            return True
        self._left = 0
        return False

    def grant(self, more: float) -> None:
        """For once, up to so much more than usual."""
        self._left = max(self._left, min(self._left, self._most) + more)

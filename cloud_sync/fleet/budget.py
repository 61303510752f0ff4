"""How much a recipient was told, and may still be told, of one quarter of events.

Every count that is shared tells a little of each vehicle in it; epsilons of one recipient and
quarter add up, and what is over the limit is refused. A file for each, written before anything is
told: a kill in between loses budget, never privacy. Two recipients who put together what they were
told know as much as both limits allow.
"""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cloud_sync.errors import BudgetSpentError, FleetDamagedError, FleetError
from cloud_sync.home import replace_file

MOST_EPSILON = 4.0
MOST_DELTA = 1e-5
_ROUNDING = 1e-9


class Spent(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    at: datetime
    analysis: str
    epsilon: float = Field(gt=0, allow_inf_nan=False)
    delta: float = Field(ge=0, allow_inf_nan=False)


class Account(BaseModel):
    """Of one recipient and quarter."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    recipient: str
    quarter: str
    spent: tuple[Spent, ...] = ()

    @property
    def epsilon(self) -> float:
        return sum(one.epsilon for one in self.spent)

    @property
    def delta(self) -> float:
        return sum(one.delta for one in self.spent)


class Budget:
    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def spend(
        self, recipient: str, quarters: tuple[str, ...], analysis: str, cost: tuple[float, float]
    ) -> None:
        """``cost``: epsilon and delta, taken from every quarter the answer is about.

        BudgetSpentError: it is too much for one of them, and nothing was taken.
        """
        now = datetime.now(UTC)
        spent = Spent(at=now, analysis=analysis, epsilon=cost[0], delta=cost[1])
        with self._alone():
            accounts = [self.account(recipient, quarter) for quarter in quarters]
            for account in accounts:
                _refuse_too_much(account, spent)
            for account in accounts:
                after = account.model_copy(update={"spent": (*account.spent, spent)})
                content = after.model_dump_json(indent=1).encode()
                replace_file(self._path(recipient, account.quarter), content)

    def account(self, recipient: str, quarter: str) -> Account:
        """FleetDamagedError if the file is not what was written: then nothing is told."""
        path = self._path(recipient, quarter)
        try:
            account = Account.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            return Account(recipient=recipient, quarter=quarter)
        except (OSError, ValidationError) as error:
            raise FleetDamagedError(f"{path.name}: what was spent cannot be read.") from error
        if (account.recipient, account.quarter) != (recipient, quarter):
            raise FleetDamagedError(f"{path.name}: that is somebody else's budget.")
        return account

    def _path(self, recipient: str, quarter: str) -> Path:
        digest = hashlib.sha256(recipient.encode()).hexdigest()[:16]
        return self._directory / f"{digest}-{quarter}.json"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Two programs do not spend the same."""
        try:
            self._directory.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock = (self._directory / "lock").open("wb")
        except OSError as error:
            raise FleetError(f"The budget cannot be kept: {error.strerror}") from error
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def quarters(first: date, last: date) -> tuple[str, ...]:
    """Every quarter of a period, as in 2026-Q4."""
    begins, ends = first.year * 4 + (first.month - 1) // 3, last.year * 4 + (last.month - 1) // 3
    return tuple(f"{place // 4}-Q{place % 4 + 1}" for place in range(begins, ends + 1))


def _refuse_too_much(account: Account, spent: Spent) -> None:
    left = MOST_EPSILON - account.epsilon
    if spent.epsilon > left + _ROUNDING:
        raise BudgetSpentError(
            f"{account.recipient} may be told {max(left, 0):.2f} more of {account.quarter},"
            f" and this takes {spent.epsilon:.2f}."
        )
    if account.delta + spent.delta > MOST_DELTA * (1 + _ROUNDING):
        raise BudgetSpentError(f"{account.recipient} was told often enough of {account.quarter}.")

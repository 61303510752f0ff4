"""What the fleet's side knows of releases, roll-outs and cars, in one SQLite file.

Everything between two commits happens whole or not at all, and one program writes at a time. What
follows from what is kept here is decided in ``campaign`` and done in ``rollout``.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from cloud_sync.errors import ReleaseError
from cloud_sync.ota.release import Manifest, Phase
from cloud_sync.reference.campaign import ENDED, FAILED, Campaign, State, Tally
from cloud_sync.reference.director import Offer

_SCHEMA = """
CREATE TABLE IF NOT EXISTS release (name TEXT PRIMARY KEY, offer TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS campaign (
    number INTEGER PRIMARY KEY AUTOINCREMENT, release TEXT NOT NULL REFERENCES release,
    percent INTEGER NOT NULL, state TEXT NOT NULL, forgiven INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS vehicle (id TEXT PRIMARY KEY, manifest TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS progress (
    campaign INTEGER NOT NULL REFERENCES campaign, vehicle TEXT NOT NULL REFERENCES vehicle,
    phase TEXT NOT NULL, PRIMARY KEY (campaign, vehicle));
"""
_CAMPAIGN = "SELECT number, release, percent, state, forgiven FROM campaign"
_WAIT_S = 30.0
_OFFER = TypeAdapter(Offer)


class Book:
    """Any thread and any program may use it."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._turn = threading.RLock()
        with _translated():
            self._base = sqlite3.connect(
                path, timeout=_WAIT_S, isolation_level=None, check_same_thread=False
            )
            self._base.executescript(f"PRAGMA journal_mode = WAL; {_SCHEMA}")

    def close(self) -> None:
        with self._turn:
            self._base.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Kept when it ends, forgotten when it fails."""
        with self._turn, _translated():
            self._base.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._base.execute("ROLLBACK")
                raise
            self._base.execute("COMMIT")

    def put_offer(self, offer: Offer) -> None:
        """ReleaseError: that name is another release."""
        text = _OFFER.dump_json(offer).decode()
        self._base.execute("INSERT OR IGNORE INTO release VALUES (?, ?)", (offer.name, text))
        if self.offer(offer.name) != offer:
            raise ReleaseError(f"There is a release {offer.name} already.")

    def offer(self, name: str) -> Offer:
        row = self._one("SELECT offer FROM release WHERE name = ?", name)
        if row is None:
            raise ReleaseError(f"There is no release {name}.")
        return _OFFER.validate_json(row[0])

    def offers(self) -> tuple[Offer, ...]:
        """In the order they were made."""
        rows = self._all("SELECT offer FROM release ORDER BY rowid")
        return tuple(_OFFER.validate_json(text) for (text,) in rows)

    def put_campaign(self, release: str, percent: int) -> None:
        asked = "INSERT INTO campaign (release, percent, state, forgiven) VALUES (?, ?, ?, 0)"
        self._base.execute(asked, (release, percent, State.RUNNING))

    def change(self, campaign: Campaign) -> None:
        asked = "UPDATE campaign SET percent = ?, state = ?, forgiven = ? WHERE number = ?"
        values = (campaign.percent, campaign.state, campaign.forgiven, campaign.number)
        self._base.execute(asked, values)

    def campaigns(self) -> tuple[Campaign, ...]:
        """The latest first."""
        rows = self._all(f"{_CAMPAIGN} ORDER BY number DESC")
        return tuple(Campaign(n, name, part, State(state), f) for n, name, part, state, f in rows)

    def tally(self, campaign: Campaign) -> Tally:
        asked = "SELECT phase, count(*) FROM progress WHERE campaign = ? GROUP BY phase"
        counts: dict[str, int] = dict(self._all(asked, campaign.number))
        return Tally(counts.get("confirmed", 0), sum(counts.get(phase, 0) for phase in FAILED))

    def put_manifest(self, manifest: Manifest) -> Manifest:
        """The latest of this car, which is this one unless it comes late."""
        known = self.manifest(manifest.vehicle)
        if known is not None and known.at >= manifest.at:
            return known
        text = manifest.model_dump_json()
        self._base.execute("REPLACE INTO vehicle VALUES (?, ?)", (manifest.vehicle, text))
        return manifest

    def manifest(self, vehicle: str) -> Manifest | None:
        """None: this car was never heard of."""
        row = self._one("SELECT manifest FROM vehicle WHERE id = ?", vehicle)
        return None if row is None else Manifest.model_validate_json(row[0])

    def manifests(self) -> tuple[Manifest, ...]:
        rows = self._all("SELECT manifest FROM vehicle ORDER BY id")
        return tuple(Manifest.model_validate_json(text) for (text,) in rows)

    def put_progress(self, campaign: Campaign, vehicle: str, phase: Phase) -> None:
        """The end that a car came to stays."""
        row = self._one(
            "SELECT phase FROM progress WHERE campaign = ? AND vehicle = ?",
            campaign.number,
            vehicle,
        )
        if row is None or row[0] not in ENDED:
            values = (campaign.number, vehicle, phase)
            self._base.execute("REPLACE INTO progress VALUES (?, ?, ?)", values)

    def put_asked(self, campaign: Campaign, vehicle: str, phase: Phase) -> None:
        """Where this car begins, if the campaign has not asked it before."""
        values = (campaign.number, vehicle, phase)
        self._base.execute("INSERT OR IGNORE INTO progress VALUES (?, ?, ?)", values)

    def progress(self, vehicle: str) -> dict[int, Phase]:
        """By the number of each campaign that asked this car."""
        return dict(self._all("SELECT campaign, phase FROM progress WHERE vehicle = ?", vehicle))

    def waiting(self, campaign: Campaign) -> int:
        """How many of the cars known have come to no end of it."""
        ended = self.tally(campaign)
        (known,) = self._all("SELECT count(*) FROM vehicle")[0]
        return int(known) - ended.confirmed - ended.failed

    def _one(self, asked: str, *values: object) -> tuple[Any, ...] | None:
        return next(iter(self._all(asked, *values)), None)

    def _all(self, asked: str, *values: object) -> list[tuple[Any, ...]]:
        with self._turn, _translated():
            return self._base.execute(asked, values).fetchall()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise ReleaseError("The book of the fleet cannot be read or written.") from error

"""From what cars report to what they are to have next.

A car is known from its first manifest on and is given its order in answer to each. When people
change a roll-out, or too many cars fail, the orders of all cars known follow at once. A manifest
must have been verified before it comes here; what is decided, and why, stands in ``campaign``.
"""

import logging
from dataclasses import replace
from pathlib import Path

from cloud_sync.errors import ReleaseError
from cloud_sync.ota.release import Manifest, Order
from cloud_sync.reference.book import Book
from cloud_sync.reference.campaign import (
    FAILED,
    Campaign,
    State,
    Tally,
    decide,
    is_included,
    is_to_be_held,
)
from cloud_sync.reference.director import Director, Offer

_LOG = logging.getLogger(__name__)
_ALL = 100


class Rollout:
    """Any thread and any program may use it; ``close`` it."""

    def __init__(self, path: Path, director: Director) -> None:
        self._book = Book(path)
        self._director = director

    def close(self) -> None:
        self._book.close()

    def offer(self, offer: Offer) -> None:
        """Known from now on, and ordered for nobody. Offering the same again changes nothing."""
        with self._book.writing():
            self._book.put_offer(offer)

    def offers(self) -> tuple[Offer, ...]:
        """The oldest first."""
        return self._book.offers()

    def start(self, release: str, percent: int) -> None:
        """Give it to so many of a hundred cars. One that is aborted or finished begins anew, for
        cars with a later release, too: that is how a fleet goes back."""
        if not 0 <= percent <= _ALL:
            raise ReleaseError("A percentage is from 0 to 100.")
        with self._book.writing():
            self._book.offer(release)
            open_one = self._open(release)
            if open_one is None:
                self._book.put_campaign(release, percent)
            else:
                self._book.change(replace(open_one, percent=percent))
            self._order_all()

    def hold(self, release: str) -> None:
        self._set(release, State.HELD)

    def resume(self, release: str) -> None:
        """The failures so far were looked at; only new ones hold it again."""
        self._set(release, State.RUNNING)

    def abort(self, release: str) -> None:
        """No car gets it any more; those that have it keep it until another is released."""
        self._set(release, State.ABORTED)

    def took(self, manifest: Manifest) -> Order:
        """What this car is to have, published when this returns."""
        with self._book.writing():
            latest = self._book.put_manifest(manifest)
            if latest is manifest:
                self._note(manifest)
            return self._order(latest)

    def would_get(self, release: str, percent: int) -> tuple[str, ...]:
        """The cars known that a roll-out to so many of a hundred would include."""
        known = (manifest.vehicle for manifest in self._book.manifests())
        return tuple(vehicle for vehicle in known if is_included(vehicle, release, percent))

    def campaigns(self) -> tuple[Campaign, ...]:
        """The latest first."""
        return self._book.campaigns()

    def tally(self, campaign: Campaign) -> Tally:
        return self._book.tally(campaign)

    def manifests(self) -> tuple[Manifest, ...]:
        """The latest of every car."""
        return self._book.manifests()

    def _open(self, release: str) -> Campaign | None:
        campaigns = self._book.campaigns()
        return next((it for it in campaigns if it.release == release and it.is_open), None)

    def _set(self, release: str, state: State) -> None:
        with self._book.writing():
            campaign = next((it for it in self._book.campaigns() if it.release == release), None)
            if campaign is None or campaign.state is State.ABORTED:
                raise ReleaseError(f"{release} is not being rolled out.")
            forgiven = self._book.tally(campaign).failed
            self._book.change(replace(campaign, state=state, forgiven=forgiven))
            self._order_all()

    def _note(self, manifest: Manifest) -> None:
        """How far this car has come with what it was asked; a campaign that did not ask it yet
        learns nothing from what it reports of earlier times."""
        asked = self._book.progress(manifest.vehicle)
        for campaign in self._book.campaigns():
            if campaign.release == manifest.target_release and campaign.number in asked:
                self._book.put_progress(campaign, manifest.vehicle, manifest.phase)
                self._judge(campaign)
                return

    def _judge(self, campaign: Campaign) -> None:
        tally = self._book.tally(campaign)
        if is_to_be_held(campaign, tally):
            self._book.change(replace(campaign, state=State.HELD))
            _LOG.warning(
                "a roll-out is held: too many cars failed",
                extra={"release": campaign.release, "failed": tally.failed},
            )
            self._order_all()
        elif self._has_ended(campaign):
            self._book.change(replace(campaign, state=State.FINISHED))

    def _has_ended(self, campaign: Campaign) -> bool:
        all_of_them = campaign.state is State.RUNNING and campaign.percent == _ALL
        return all_of_them and self._book.waiting(campaign) <= 0

    def _order(self, manifest: Manifest) -> Order:
        offer, campaign = self._wanted(manifest)
        if campaign is not None:
            has_it = manifest.release == campaign.release and manifest.phase != "probation"
            self._book.put_asked(campaign, manifest.vehicle, "confirmed" if has_it else "none")
        return self._director.order(manifest.vehicle, offer, manifest.counter)

    def _order_all(self) -> None:
        """For every car known whose order changes by it."""
        for manifest in self._book.manifests():
            offer, _ = self._wanted(manifest)
            current = self._director.current(manifest.vehicle)
            ordered = current.release.name if current and current.release else None
            if ordered != (offer and offer.name):
                self._director.order(manifest.vehicle, offer, manifest.counter)

    def _wanted(self, manifest: Manifest) -> tuple[Offer | None, Campaign | None]:
        progress = self._book.progress(manifest.vehicle)
        failed = (number for number, phase in progress.items() if phase in FAILED)
        decision, campaign = decide(self._book.campaigns(), manifest, failed)
        if campaign is None or decision == "nothing":
            return None, None
        if decision == "keep" and not self._is_ordered(manifest.vehicle, campaign.release):
            return None, campaign
        return self._book.offer(campaign.release), campaign

    def _is_ordered(self, vehicle: str, release: str) -> bool:
        current = self._director.current(vehicle)
        return (
            current is not None
            and current.release is not None
            and (current.release.name == release)
        )

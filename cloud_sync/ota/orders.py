"""With the network: what this car is to have, and bringing it here. Nothing is used yet."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cloud_sync.errors import TrustError, UpdateError
from cloud_sync.ota import contents
from cloud_sync.ota.download import Download, Progress
from cloud_sync.ota.https import UpdateServer
from cloud_sync.ota.journey import BROUGHT, WAITING, Journey
from cloud_sync.ota.record import State
from cloud_sync.ota.release import Installed, Manifest, Release
from cloud_sync.ota.trust import Ordered, Trust
from cloud_sync.profile import FleetProfile, read_profile

Connect = Callable[[FleetProfile], UpdateServer]
Sign = Callable[[Manifest], str]
"""The manifest, signed with the key of the car."""


class Orders:
    """Every method needs the network: UnreachableError without, UpdateError if what it says
    cannot be believed, and then nothing has changed but the history."""

    def __init__(self, journey: Journey, connect: Connect, sign: Sign) -> None:
        self._journey = journey
        self._connect = connect
        self._sign = sign

    def check(self) -> State:
        """Report what is here and ask what it should be."""
        with self._journey.turn, self._online() as (profile, server):
            self._report(profile, server)
            return self._take(self._look(profile, server))

    def download(self, progress: Progress = lambda _: None) -> State:
        """The release that was ordered is here, checked, when this returns."""
        with self._journey.turn, self._online() as (profile, server):
            ordered = self._look(profile, server)
            state = self._take(ordered)
            if state.phase in WAITING - BROUGHT:
                state = self._bring(ordered, server, progress)
            return state

    def report(self) -> None:
        """Tell the director what is in use now."""
        with self._journey.turn, self._online() as (profile, server):
            self._report(profile, server)

    @contextmanager
    def _online(self) -> Iterator[tuple[FleetProfile, UpdateServer]]:
        profile = read_profile(self._journey.home)
        server = self._connect(profile)
        try:
            yield profile, server
        finally:
            server.close()

    def _report(self, profile: FleetProfile, server: UpdateServer) -> None:
        state, used = self._journey.state, self._journey.in_use
        parts = used.parts if used else ()
        manifest = Manifest(
            vehicle=profile.vehicle_id,
            at=self._journey.clock.now(),
            release=used.release if used else None,
            counter=used.counter if used else 0,
            installed=tuple(Installed(name=part.name, sha256=part.sha256) for part in parts),
            phase=state.phase,
            target_release=state.release.name if state.release else None,
            problem=state.problem,
        )
        server.post(f"{profile.director_url}/manifest", self._sign(manifest))

    def _look(self, profile: FleetProfile, server: UpdateServer) -> Ordered:
        journey = self._journey
        trust = Trust(journey.home, profile, server, journey.clock)
        try:
            ordered = trust.look(journey.state.highest_counter)
            self._check_same(ordered.release)
        except UpdateError as error:
            journey.note("not believed", error.code)
            raise
        return ordered

    def _check_same(self, release: Release | None) -> None:
        """A counter stands for one release, for ever."""
        known = self._journey.state.release
        is_known = release is not None and known is not None and release.counter == known.counter
        if is_known and release != known:
            raise TrustError("The order is another under an old number.", "update.trust.counter")

    def _take(self, ordered: Ordered) -> State:
        """What was ordered now, in the place of what was ordered before."""
        journey, release = self._journey, ordered.release
        state = journey.state
        if release is None or release.counter in state.given_up or self._has(release.counter):
            return self._withdrawn(state)
        if state.release is not None and release.counter == state.release.counter:
            return state
        fresh = State(
            release=release,
            highest_counter=release.counter,
            given_up=state.given_up,
            usual=state.usual,
        )
        changes = {name: getattr(fresh, name) for name in State.model_fields if name != "phase"}
        return journey.to("available", "available", **changes)

    def _withdrawn(self, state: State) -> State:
        if state.phase not in WAITING or state.phase == "switching":
            return state
        return self._journey.to("none", "withdrawn", contents=None, agreement=None)

    def _has(self, counter: int) -> bool:
        used = self._journey.in_use
        return used is not None and used.counter >= counter

    def _bring(self, ordered: Ordered, server: UpdateServer, progress: Progress) -> State:
        journey, release = self._journey, ordered.release
        assert release is not None  # noqa: S101 - whatever waits has one
        store = journey.slots.store
        try:
            wanted = contents.contents_of(release, ordered.files)
            contents.check(wanted, ordered.files, journey.home.directory, store)
        except UpdateError as error:
            journey.give_up("refused", error.code)
            raise
        journey.to("downloading", contents=wanted)
        try:
            Download(journey.home, store, server).bring(ordered.files, progress)
        except UpdateError as error:
            journey.note("download failed", error.code)
            raise
        return journey.to("downloaded", "downloaded")

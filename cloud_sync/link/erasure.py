"""The owner's wish that the fleet delete what this car ever sent; remembered until it is done."""

from collections.abc import Callable
from contextlib import closing
from http import HTTPStatus

from cloud_sync.errors import RefusedError
from cloud_sync.home import CloudHome, replace_file
from cloud_sync.identity import signed
from cloud_sync.ota import UpdateServer
from cloud_sync.profile import FleetProfile

_FILE = "erase"


class Erasure:
    def __init__(self, home: CloudHome, profile: FleetProfile) -> None:
        self._home = home
        self._url = f"{profile.director_url}/erase"

    @property
    def is_wanted(self) -> bool:
        return self._home.path(_FILE).exists()

    def ask(self) -> None:
        """It is on the disk when this returns."""
        replace_file(self._home.path(_FILE), b"everything")

    def send(self, connect: Callable[[], UpdateServer]) -> None:
        """UnreachableError: later. RefusedError: the fleet does not want to."""
        with closing(connect()) as server:
            status = server.post(self._url, signed(self._home, {"erase": "everything"}))
        if status != HTTPStatus.NO_CONTENT:
            raise RefusedError(f"The fleet does not delete what was sent: it answers {status}.")
        self._home.path(_FILE).unlink(missing_ok=True)

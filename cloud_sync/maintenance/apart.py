"""The same assessment in a process of its own.

The methods weigh 170 MB and take a second to load: nothing a voice should wait for or keep. The
process is gone when it has answered.
"""

import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from datetime import date
from multiprocessing import get_context
from pathlib import Path

from cloud_sync.errors import MaintenanceError
from cloud_sync.home import CloudHome
from cloud_sync.maintenance.logbook import Logbook
from cloud_sync.maintenance.prognosis import Assessment, assess

_YIELDS = 4


def assess_apart(home: CloudHome, today: date) -> tuple[Assessment, ...]:
    """Takes a few seconds. MaintenanceError if it cannot be worked out."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        try:
            return pool.submit(_assess, home.directory, today).result()
        except BrokenProcessPool as error:
            raise MaintenanceError("The parts could not be looked at.", "broken") from error


def _assess(directory: Path, today: date) -> tuple[Assessment, ...]:
    os.nice(_YIELDS)
    with closing(Logbook(CloudHome(directory))) as logbook:
        return assess(logbook, today)

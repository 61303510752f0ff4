"""Every question that can be asked of a fleet. Add one: a module here and its name in MODULES."""

from cloud_sync.errors import FleetError
from cloud_sync.fleet.analyses import adoption, condition, parts, security, update, usage, warranty
from cloud_sync.fleet.analysis import Analysis

MODULES = (adoption, usage, update, condition, warranty, parts, security)
ANALYSES: tuple[Analysis, ...] = tuple(one for module in MODULES for one in module.ANALYSES)


def analysis(name: str) -> Analysis:
    """FleetError if there is none of that name."""
    for one in ANALYSES:
        if one.name == name:
            return one
    raise FleetError(f"There is no analysis called {name}.")

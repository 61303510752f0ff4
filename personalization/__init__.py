"""Who drives and what they like: learned in the car, kept encrypted, shown and erased on request.

The face of the package. It knows nothing of the bus: what a driver likes reaches the car only as a
judged plan. Importing it opens nothing. ``python -m personalization`` shows, exports and erases.
"""

from personalization.category import Category
from personalization.driver import Driver
from personalization.drivers import Drivers
from personalization.errors import PersonalizationError, UnknownDriverError
from personalization.forget import NOTHING, Scope, scope_of
from personalization.habits import Deed, Estimate, Habit, Habits, Phase, alike, learn
from personalization.home import drivers_at
from personalization.preference import Preference, prefer
from personalization.preferences import Preferences, Store
from personalization.recall import Index, Memory, VectorStore, index, search
from personalization.reconcile import (
    Added,
    Contradicts,
    Known,
    NotTheDriver,
    OffSchema,
    Outcome,
    SwitchedOff,
    Unclear,
    Updated,
    reconcile_all,
)
from personalization.statement import Reason, read
from personalization.taught import Taught, TaughtRoutines
from personalization.topics import TOPICS
from personalization.vault import Record, Vault
from personalization.when import FIELD_OF, When

__all__ = [
    "FIELD_OF",
    "NOTHING",
    "TOPICS",
    "Added",
    "Category",
    "Contradicts",
    "Deed",
    "Driver",
    "Drivers",
    "Estimate",
    "Habit",
    "Habits",
    "Index",
    "Known",
    "Memory",
    "NotTheDriver",
    "OffSchema",
    "Outcome",
    "PersonalizationError",
    "Phase",
    "Preference",
    "Preferences",
    "Reason",
    "Record",
    "Scope",
    "Store",
    "SwitchedOff",
    "Taught",
    "TaughtRoutines",
    "Unclear",
    "UnknownDriverError",
    "Updated",
    "Vault",
    "VectorStore",
    "When",
    "alike",
    "drivers_at",
    "index",
    "learn",
    "prefer",
    "read",
    "reconcile_all",
    "scope_of",
    "search",
]

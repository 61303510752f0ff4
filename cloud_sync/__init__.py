"""What enters and leaves the car over the network: identity, link, consent, outbox, updates.

Nothing here knows a driver or a spoken word unless ``assistant`` hands it over as an event, and no
event leaves without a live grant of the owner. ``python -m cloud_sync`` is for people.
"""

from cloud_sync.clock import TrustedClock
from cloud_sync.consent import THIS_CAR, Grant, Ledger
from cloud_sync.errors import (
    CloudError,
    NotEnrolledError,
    NotNowError,
    OutboxError,
    TrialError,
    TrustError,
)
from cloud_sync.event import Event as CarEvent
from cloud_sync.event import (
    Health,
    Kept,
    OwnTurn,
    Place,
    Program,
    Purpose,
    Security,
    Speech,
    UpdateState,
    Usage,
    encode,
)
from cloud_sync.governance import Incident, Incidents
from cloud_sync.governance import Kind as IncidentKind
from cloud_sync.home import CloudHome
from cloud_sync.identity import client_context, renew_if_due, signed
from cloud_sync.link import Erasure, Line, Proposal, Proposals, Uplink
from cloud_sync.ota import (
    AssistantExaminer,
    Examiner,
    Installation,
    Journey,
    Manifest,
    Orders,
    OwnRows,
    State,
    TurnSeen,
    UpdateServer,
)
from cloud_sync.ota import Event as UpdateEvent
from cloud_sync.ota import Notice as ReleaseNotice
from cloud_sync.outbox import Outbox
from cloud_sync.profile import FleetProfile, read_profile

__all__ = [
    "THIS_CAR",
    "AssistantExaminer",
    "CarEvent",
    "CloudError",
    "CloudHome",
    "Erasure",
    "Examiner",
    "FleetProfile",
    "Grant",
    "Health",
    "Incident",
    "IncidentKind",
    "Incidents",
    "Installation",
    "Journey",
    "Kept",
    "Ledger",
    "Line",
    "Manifest",
    "NotEnrolledError",
    "NotNowError",
    "Orders",
    "Outbox",
    "OutboxError",
    "OwnRows",
    "OwnTurn",
    "Place",
    "Program",
    "Proposal",
    "Proposals",
    "Purpose",
    "ReleaseNotice",
    "Security",
    "Speech",
    "State",
    "TrialError",
    "TrustError",
    "TrustedClock",
    "TurnSeen",
    "UpdateEvent",
    "UpdateServer",
    "UpdateState",
    "Uplink",
    "Usage",
    "client_context",
    "encode",
    "read_profile",
    "renew_if_due",
    "signed",
]

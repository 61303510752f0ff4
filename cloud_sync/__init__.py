"""What enters and leaves the car over the network: identity, link, consent, outbox, updates.

Nothing here knows a driver or a spoken word unless ``assistant`` hands it over as an event, and no
event leaves without a live grant of the owner. ``python -m cloud_sync`` is for people.
"""

from cloud_sync.audit import Chain as Records
from cloud_sync.audit import Entry as RecordEntry
from cloud_sync.audit import FlightRecorder, guest_key, kept_guest_key, vouched
from cloud_sync.audit import Kind as RecordKind
from cloud_sync.audit import Row as RecordRow
from cloud_sync.clock import TrustedClock
from cloud_sync.consent import THIS_CAR, Grant, Ledger
from cloud_sync.errors import (
    AuditContentError,
    AuditError,
    CloudError,
    NotEnrolledError,
    NotNowError,
    OutboxError,
    TrialError,
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
from cloud_sync.maintenance import COMPONENTS as WEARING_PARTS
from cloud_sync.maintenance import (
    WORKSHOP,
    Logbook,
    Outlook,
    Reading,
    ServiceProposal,
    assess,
    assess_apart,
    component_events,
    outlooks,
    proposed,
    repair_events,
)
from cloud_sync.maintenance import Component as WearingPart
from cloud_sync.maintenance import sentence as part_in_words
from cloud_sync.maintenance import tell as tell_once
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
from cloud_sync.security import CloudRule, Finding, SecurityEvent, SecurityRecord, Severity, rule_of
from cloud_sync.security import Logged as LoggedAttack

__all__ = [
    "THIS_CAR",
    "WEARING_PARTS",
    "WORKSHOP",
    "AssistantExaminer",
    "AuditContentError",
    "AuditError",
    "CarEvent",
    "CloudError",
    "CloudHome",
    "CloudRule",
    "Erasure",
    "Examiner",
    "Finding",
    "FleetProfile",
    "FlightRecorder",
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
    "Logbook",
    "LoggedAttack",
    "Manifest",
    "NotEnrolledError",
    "NotNowError",
    "Orders",
    "Outbox",
    "OutboxError",
    "Outlook",
    "OwnRows",
    "OwnTurn",
    "Place",
    "Program",
    "Proposal",
    "Proposals",
    "Purpose",
    "Reading",
    "RecordEntry",
    "RecordKind",
    "RecordRow",
    "Records",
    "ReleaseNotice",
    "Security",
    "SecurityEvent",
    "SecurityRecord",
    "ServiceProposal",
    "Severity",
    "Speech",
    "State",
    "TrialError",
    "TrustedClock",
    "TurnSeen",
    "UpdateEvent",
    "UpdateServer",
    "UpdateState",
    "Uplink",
    "Usage",
    "WearingPart",
    "assess",
    "assess_apart",
    "client_context",
    "component_events",
    "encode",
    "guest_key",
    "kept_guest_key",
    "outlooks",
    "part_in_words",
    "proposed",
    "read_profile",
    "renew_if_due",
    "repair_events",
    "rule_of",
    "signed",
    "tell_once",
    "vouched",
]

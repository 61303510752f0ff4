"""Updates of models, adapters, phrases, prompts and rules over the air. Start at ``journey``."""

from cloud_sync.ota.examination import AssistantExaminer as AssistantExaminer
from cloud_sync.ota.https import UpdateServer as UpdateServer
from cloud_sync.ota.installation import Installation as Installation
from cloud_sync.ota.journey import Journey as Journey
from cloud_sync.ota.orders import Orders as Orders
from cloud_sync.ota.own_rows import OwnRows as OwnRows
from cloud_sync.ota.probation import TurnSeen as TurnSeen
from cloud_sync.ota.record import Event as Event
from cloud_sync.ota.record import State as State
from cloud_sync.ota.release import Manifest as Manifest
from cloud_sync.ota.release import Notice as Notice
from cloud_sync.ota.trial import Examiner as Examiner

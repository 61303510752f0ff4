"""What may be told about the car: schemas whose fields name their class, and the envelope."""

from cloud_sync.event.envelope import Kept as Kept
from cloud_sync.event.envelope import encode as encode
from cloud_sync.event.envelope import opened as opened
from cloud_sync.event.envelope import type_name as type_name
from cloud_sync.event.schema import DataClass as DataClass
from cloud_sync.event.schema import Event as Event
from cloud_sync.event.schema import Purpose as Purpose
from cloud_sync.event.schemas import SCHEMAS as SCHEMAS
from cloud_sync.event.schemas import ComponentHealth as ComponentHealth
from cloud_sync.event.schemas import Health as Health
from cloud_sync.event.schemas import OwnTurn as OwnTurn
from cloud_sync.event.schemas import Place as Place
from cloud_sync.event.schemas import Program as Program
from cloud_sync.event.schemas import Repair as Repair
from cloud_sync.event.schemas import Security as Security
from cloud_sync.event.schemas import ServiceRequest as ServiceRequest
from cloud_sync.event.schemas import Speech as Speech
from cloud_sync.event.schemas import UpdateState as UpdateState
from cloud_sync.event.schemas import Usage as Usage
from cloud_sync.event.schemas import fields_of as fields_of

"""What waits to be sent, on the disk before it counts as queued."""

from cloud_sync.outbox.limits import LIMITS as LIMITS
from cloud_sync.outbox.limits import Limit as Limit
from cloud_sync.outbox.outbox import Outbox as Outbox

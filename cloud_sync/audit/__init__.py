"""The flight recorder: what was decided, why, and by which versions; nothing of it can be changed.

``FlightRecorder`` takes an ``Entry`` and has it on the disk, chained and signed, when it returns.
``verify`` finds whatever was changed, removed, moved or cut off. What was said lies sealed by a key
of the driver; destroying that key erases it and leaves the chain as it is.
"""

from cloud_sync.audit.chain import Chain as Chain
from cloud_sync.audit.guest import guest_key as guest_key
from cloud_sync.audit.guest import kept_guest_key as kept_guest_key
from cloud_sync.audit.head import Head as Head
from cloud_sync.audit.head import head_of as head_of
from cloud_sync.audit.record import Entry as Entry
from cloud_sync.audit.record import Kind as Kind
from cloud_sync.audit.record import Row as Row
from cloud_sync.audit.recorder import FlightRecorder as FlightRecorder
from cloud_sync.audit.verifying import Verified as Verified
from cloud_sync.audit.verifying import verify as verify
from cloud_sync.audit.vouching import vouched as vouched

"""The intrusion watch: looks at every frame that passes and says what no honest car would do.

Start at ``watch``. It only listens: it holds no bus, so it cannot write. What becomes of an alarm
(counted together, signed, kept, told) is ``cloud_sync.security``'s business.
"""

from vehicle_bus.watch.alarm import Alarm as Alarm
from vehicle_bus.watch.alarm import Rule as Rule
from vehicle_bus.watch.watch import Watch as Watch

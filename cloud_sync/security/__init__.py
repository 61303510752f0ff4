"""Security events: what looks like an attack, counted, signed, kept and shown to the owner.

Start at ``record``. The words are those of AUTOSAR's Intrusion Detection System Manager: findings
of sensors come in, qualified events go out.
"""

from cloud_sync.security.codes import rule_of as rule_of
from cloud_sync.security.finding import CloudRule as CloudRule
from cloud_sync.security.finding import Finding as Finding
from cloud_sync.security.finding import SecurityEvent as SecurityEvent
from cloud_sync.security.finding import Severity as Severity
from cloud_sync.security.log import Logged as Logged
from cloud_sync.security.record import SecurityRecord as SecurityRecord

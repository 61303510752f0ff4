"""How long the parts of the car will last, from what the car itself reports.

Start at ``component``: what wears, and what tells so. ``logbook`` keeps a reading a day, ``trend``
follows them, ``prognosis`` says what remains with an interval, or that it is not known;
``proposal`` makes one visit of it, and ``renewal`` tells what was done. Nothing of it needs a
network, and nothing is told without a grant. The heavy libraries are loaded by whoever asks, not by
importing this.
"""

from cloud_sync.maintenance.apart import assess_apart as assess_apart
from cloud_sync.maintenance.component import COMPONENTS as COMPONENTS
from cloud_sync.maintenance.component import Component as Component
from cloud_sync.maintenance.logbook import Cause as Cause
from cloud_sync.maintenance.logbook import Fitted as Fitted
from cloud_sync.maintenance.logbook import Logbook as Logbook
from cloud_sync.maintenance.logbook import Outlook as Outlook
from cloud_sync.maintenance.logbook import Reading as Reading
from cloud_sync.maintenance.outlook import outlooks as outlooks
from cloud_sync.maintenance.prognosis import Assessment as Assessment
from cloud_sync.maintenance.prognosis import Condition as Condition
from cloud_sync.maintenance.prognosis import Missing as Missing
from cloud_sync.maintenance.prognosis import Prognosis as Prognosis
from cloud_sync.maintenance.prognosis import TooFew as TooFew
from cloud_sync.maintenance.prognosis import assess as assess
from cloud_sync.maintenance.proposal import WORKSHOP as WORKSHOP
from cloud_sync.maintenance.proposal import ServiceProposal as ServiceProposal
from cloud_sync.maintenance.proposal import component_events as component_events
from cloud_sync.maintenance.proposal import proposed as proposed
from cloud_sync.maintenance.proposal import tell as tell
from cloud_sync.maintenance.renewal import repair_events as repair_events
from cloud_sync.maintenance.wording import sentence as sentence

"""The owner's grants, and the only way from a value to something that can be sent."""

from cloud_sync.consent.grant import MANUFACTURER as MANUFACTURER
from cloud_sync.consent.grant import THIS_CAR as THIS_CAR
from cloud_sync.consent.grant import Entry as Entry
from cloud_sync.consent.grant import Grant as Grant
from cloud_sync.consent.ledger import Ledger as Ledger
from cloud_sync.consent.release import Released as Released

"""What is allowed, what went wrong, how well it serves whom, and who approved it.

``incidents`` are noted in the car. ``report`` makes the quarterly report of figures that others
bring in one form (``figure``). A policy bundle is read where it is enforced: ``assistant.extras``,
``cloud_sync.ota.bars``, ``models.allowed``. ``python -m cloud_sync governance`` is for people.
"""

from cloud_sync.governance.approvals import Approval as Approval
from cloud_sync.governance.approvals import Signature as Signature
from cloud_sync.governance.incident import Incident as Incident
from cloud_sync.governance.incident import Kind as Kind
from cloud_sync.governance.incidents import Incidents as Incidents

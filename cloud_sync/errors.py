"""What can go wrong between the car and the cloud. Codes are stable and tell nothing personal.

CloudError                        base of all
|-- CloudHomeError                a file of this package cannot be read or written
|-- IdentityError                 who the car is cannot be proved
|   |-- NotEnrolledError          nobody has given the car a certificate
|   |-- EnrolmentError            the enrolment service refused or answered something else
|   `-- CertificateError          a certificate is not ours, not valid now or withdrawn
|-- LinkError                     the line to the cloud
|   |-- UnreachableError          nobody answers there now
|   |   `-- UntrustedError        somebody answers who cannot prove to be our cloud
|   |-- RefusedError              the other side refused; its reason is told
|   |-- ReceiptError              a receipt is not genuine or not for us
|   `-- CommandError              a command from the cloud is not genuine, not for us, late or again
|-- ConsentError                  a grant cannot be given, found or kept
|-- EventError                    an event breaks its schema
|-- OutboxError                   what is to be sent cannot be kept
|   |-- OutboxFullError           the disk takes no more; nothing was queued
|   `-- OutboxDamagedError        what is on the disk is not what was written
|-- AuditError                    the flight recorder
|   |-- AuditDamagedError         what is recorded is not what was written; the code says how
|   |-- AuditFullError            the disk takes no more; nothing was recorded
|   |-- AuditContentError         what was said cannot be read: erased, or another's
|   |-- UnknownRecordError        there is no such record
|   `-- ReplayError               a turn cannot be taken again
|-- GovernanceError               a report, a list of parts or a bundle cannot be made
|   |-- FiguresError              a file of figures is missing, damaged or of another form
|   `-- LicenceError              something in use has a licence that is not allowed
|-- MaintenanceError              what the parts of the car reported cannot be read or worked out
|-- ServiceError                  a service of the reference cloud cannot run
|   |-- BrokerMissingError        no mosquitto is here and none can be had
|   `-- IngestError               what arrived cannot be kept
`-- UpdateError                   an update over the air; the installed models stay as they are
    |-- TrustError                metadata that do not prove what they must
    |-- DownloadError             a file did not arrive as it was promised
    |-- DeltaError                a delta does not lead from what is here to what was promised
    |-- UnsuitableUpdateError     not made for this car
    |-- TrialError                it failed its trial on this car
    |-- ReleaseError              the fleet's side: it cannot be signed, published or rolled out
    `-- NotNowError               the car is not parked, or nobody has agreed

No third-party exception leaves this package. An ``UpdateError``, a ``CertificateError``, a
``ReceiptError``, a ``CommandError`` and an ``AuditDamagedError`` may carry a finer code than their
class: what exactly was wrong is what people who watch a fleet count, and what ``security`` tells
attacks by.
"""


class CloudError(Exception):
    code = "cloud.error"


class CloudHomeError(CloudError):
    code = "cloud.home"


class IdentityError(CloudError):
    code = "identity.error"


class NotEnrolledError(IdentityError):
    code = "identity.not_enrolled"


class EnrolmentError(IdentityError):
    code = "identity.enrolment"


class CertificateError(IdentityError):
    code = "identity.certificate"

    def __init__(self, message: str, code: str | None = None) -> None:
        super().__init__(message)
        if code is not None:
            self.code = f"{type(self).code}.{code}"


class LinkError(CloudError):
    code = "link.error"


class UnreachableError(LinkError):
    code = "link.unreachable"


class UntrustedError(UnreachableError):
    code = "link.untrusted"


class RefusedError(LinkError):
    code = "link.refused"


class ReceiptError(LinkError):
    code = "link.receipt"

    def __init__(self, message: str, code: str | None = None) -> None:
        super().__init__(message)
        if code is not None:
            self.code = f"{type(self).code}.{code}"


class CommandError(LinkError):
    code = "link.command"

    def __init__(self, message: str, code: str | None = None) -> None:
        super().__init__(message)
        if code is not None:
            self.code = f"{type(self).code}.{code}"


class ConsentError(CloudError):
    code = "consent.error"


class EventError(CloudError):
    code = "event.error"


class OutboxError(CloudError):
    code = "outbox.error"


class OutboxFullError(OutboxError):
    code = "outbox.full"


class OutboxDamagedError(OutboxError):
    code = "outbox.damaged"


class AuditError(CloudError):
    code = "audit.error"


class AuditDamagedError(AuditError):
    code = "audit.damaged"

    def __init__(self, message: str, code: str | None = None) -> None:
        super().__init__(message)
        if code is not None:
            self.code = f"{type(self).code}.{code}"


class AuditFullError(AuditError):
    code = "audit.full"


class AuditContentError(AuditError):
    code = "audit.content"


class UnknownRecordError(AuditError):
    code = "audit.unknown"


class ReplayError(AuditError):
    code = "audit.replay"


class GovernanceError(CloudError):
    code = "governance.error"


class FiguresError(GovernanceError):
    code = "governance.figures"


class LicenceError(GovernanceError):
    code = "governance.licence"


class MaintenanceError(CloudError):
    code = "maintenance.error"

    def __init__(self, message: str, code: str | None = None) -> None:
        super().__init__(message)
        if code is not None:
            self.code = f"maintenance.{code}"


class ServiceError(CloudError):
    code = "service.error"


class BrokerMissingError(ServiceError):
    code = "service.broker_missing"


class IngestError(ServiceError):
    code = "service.ingest"


class FleetError(CloudError):
    code = "fleet.error"


class FleetEmptyError(FleetError):
    code = "fleet.empty"


class FleetDamagedError(FleetError):
    code = "fleet.damaged"


class EngineMissingError(FleetError):
    code = "fleet.engine_missing"


class BudgetSpentError(FleetError):
    code = "fleet.budget_spent"


class UpdateError(CloudError):
    code = "update.error"

    def __init__(self, message: str, code: str | None = None) -> None:
        super().__init__(message)
        if code is not None:
            self.code = code


class TrustError(UpdateError):
    code = "update.untrusted"


class DownloadError(UpdateError):
    code = "update.download"


class DeltaError(UpdateError):
    code = "update.delta"


class UnsuitableUpdateError(UpdateError):
    code = "update.unsuitable"


class TrialError(UpdateError):
    code = "update.trial"


class ReleaseError(UpdateError):
    code = "update.release"


class NotNowError(UpdateError):
    code = "update.not_now"

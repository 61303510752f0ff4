"""Who the car is: its key, its certificates and the TLS they are shown in."""

from cloud_sync.identity.enrolment import Invitation as Invitation
from cloud_sync.identity.enrolment import enrol as enrol
from cloud_sync.identity.enrolment import read_invitation as read_invitation
from cloud_sync.identity.enrolment import renew_if_due as renew_if_due
from cloud_sync.identity.pair import Kind as Kind
from cloud_sync.identity.pair import Pair as Pair
from cloud_sync.identity.pair import read as read
from cloud_sync.identity.signing import signed as signed
from cloud_sync.identity.signing import verified as verified
from cloud_sync.identity.tls import client_context as client_context
from cloud_sync.identity.tls import is_stranger as is_stranger

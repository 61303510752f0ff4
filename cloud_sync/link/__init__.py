"""The line to the broker: events up, receipts and commands down."""

from cloud_sync.link.erasure import Erasure as Erasure
from cloud_sync.link.line import Line as Line
from cloud_sync.link.proposal import Proposal as Proposal
from cloud_sync.link.proposal import Proposals as Proposals
from cloud_sync.link.uplink import Uplink as Uplink

"""Questions to a fleet, answered from what its cars told: no vehicle by itself, no small group.

``open_views`` a directory of partitions, then ``ask`` one of ``ANALYSES``, or all by ``report``;
``share`` for what is given away. Importing this loads no engine.
"""

from cloud_sync.fleet.analyses import ANALYSES as ANALYSES
from cloud_sync.fleet.analyses import analysis as analysis
from cloud_sync.fleet.analysis import Analysis as Analysis
from cloud_sync.fleet.answer import Answer as Answer
from cloud_sync.fleet.answer import ask as ask
from cloud_sync.fleet.budget import Budget as Budget
from cloud_sync.fleet.report import Report as Report
from cloud_sync.fleet.report import open_views as open_views
from cloud_sync.fleet.report import report as report
from cloud_sync.fleet.sharing import Shared as Shared
from cloud_sync.fleet.sharing import share as share
from cloud_sync.fleet.suppression import K as K
from cloud_sync.fleet.views import Period as Period

"""What a look at the parts foresaw, as it is kept: an answer needs no look of its own."""

from collections.abc import Iterable
from datetime import date

from cloud_sync.maintenance.logbook import Outlook
from cloud_sync.maintenance.prognosis import Assessment, Prognosis
from cloud_sync.maintenance.wording import expected


def outlooks(assessments: Iterable[Assessment], today: date) -> tuple[Outlook, ...]:
    return tuple(_outlook(one, today) for one in assessments)


def _outlook(of: Assessment, today: date) -> Outlook:
    said = expected(of)
    if isinstance(of, Prognosis):
        is_near = of.first_seen is not None
        return Outlook(of.component.id, today, of.remaining.likely, is_near, said)
    return Outlook(of.component.id, today, None, is_near=False, said=said)

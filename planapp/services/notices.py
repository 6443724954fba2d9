"""People learn at once what was decided about their items, in the decision's own transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from planapp.domain.notices import News as News
from planapp.domain.notices import Notice, compose_letter
from planapp.models import (
    Indicator,
    ProgressRecord,
    Report,
    ReportingCycle,
    Task,
    TaskReport,
    Unit,
    User,
)
from planapp.queries.answering import Successors, load_successors
from planapp.queries.entry_places import EntryPlace, FigureKey, entry_places
from planapp.queries.recipients import Recipients, load_recipients
from planapp.services.inbox import send_messages


@dataclass(frozen=True, slots=True)
class _Told:
    """What is to be told, to whom first, and what it is about."""

    news: News
    about: Report | tuple[ReportingCycle, Indicator | Task] | ReportingCycle
    unit: Unit
    people: tuple[int, ...]
    words: str
    by: User
    at: datetime


_together: ContextVar[list[_Told] | None] = ContextVar("together", default=None)


@contextmanager
def told_together() -> Iterator[None]:
    """In one transaction, whatever is told within it: one message per person, at its end.

    A decision inside that is refused and rolled back by itself tells nobody of itself.
    """
    if _together.get() is not None:
        yield
        return
    waiting: list[_Told] = []
    token = _together.set(waiting)
    try:
        with transaction.atomic():
            yield
            _send(waiting)
    finally:
        _together.reset(token)


def tell_of_report(*, report: Report, news: News, by: User, at: datetime, words: str = "") -> None:
    """Tell who recorded and who submitted it, where they still report for its unit.

    Else the unit's contacts, and who stands in the unit's place after a reform. Call it last,
    in the transaction of the change, after all that may be refused.
    """
    people = (report.recorded_by_id, report.submitted_by_id)
    told = [person for person in people if person is not None]
    _tell(_Told(news, report, report.unit, tuple(told), words=words, by=by, at=at))


def tell_of_item(
    *,
    cycle: ReportingCycle,
    item: Indicator | Task,
    unit: Unit,
    news: News,
    by: User,
    at: datetime,
    people: Collection[int] = (),
    words: str = "",
) -> None:
    """Tell these people (ids) of an item of a round, the unit's contacts where none is left."""
    _tell(_Told(news, (cycle, item), unit, tuple(people), words=words, by=by, at=at))


def tell_units(
    *,
    cycle: ReportingCycle,
    units: Iterable[Unit],
    news: News,
    by: User,
    at: datetime,
    words: str = "",
) -> None:
    """Tell the contacts of units of what happened to a whole round of reporting."""
    with told_together():
        for unit in units:
            _tell(_Told(news, cycle, unit, (), words=words, by=by, at=at))


def _tell(told: _Told) -> None:
    waiting = _together.get()
    if waiting is None:
        _send([told])
    else:
        waiting.append(told)


def _send(waiting: list[_Told]) -> None:
    """One message per person: four queries to find whom and where, then those of the inbox."""
    if not waiting:
        return
    by, at = waiting[-1].by, max(told.at for told in waiting)
    day = timezone.localdate(at)
    recipients, successors = load_recipients(day), load_successors(day)
    records = [told.about for told in waiting if isinstance(told.about, ProgressRecord)]
    places = entry_places(records)
    mail: dict[int, dict[Notice, None]] = defaultdict(dict)
    for told in waiting:
        notice = _notice(told, places)
        for person in _whom(told.unit, told.people, recipients=recipients, successors=successors):
            if person != told.by.pk:
                mail[person][notice] = None
    letters = {person: compose_letter(notices, by=str(by)) for person, notices in mail.items()}
    send_messages({person: (each.subject, each.body) for person, each in letters.items()}, at=at)


def whom_to_tell(unit: Unit, people: Iterable[int], *, on: date) -> tuple[int, ...]:
    """Those of the people (ids) who still report for the unit or stand in its place after a
    reform; else its contacts. Two queries.
    """
    recipients, successors = load_recipients(on), load_successors(on)
    return _whom(unit, people, recipients=recipients, successors=successors)


def _whom(
    unit: Unit, people: Iterable[int], *, recipients: Recipients, successors: Successors
) -> tuple[int, ...]:
    living = successors.living(unit)
    known = {person for each in (unit, *living) for person in recipients.people_of(each)}
    still = tuple(dict.fromkeys(person for person in people if person in known))
    return still or recipients.contacts(living[0])


def _notice(told: _Told, places: Mapping[FigureKey, EntryPlace]) -> Notice:
    about = told.about
    if isinstance(about, ProgressRecord):
        title, where = about.series.name, f"{about.as_of_on.year}年{about.as_of_on.month}月数据"
        link = _figure_link(about, places)
    elif isinstance(about, TaskReport):
        title, where = str(about.task), _where(about.cycle)
        link = _item_link(about.cycle, about.task)
    elif isinstance(about, ReportingCycle):
        title, where, link = _where(about), "", reverse("admin:my_work")
    else:
        assert isinstance(about, tuple)  # noqa: S101  # there is no third kind of report
        cycle, item = about
        title, where, link = str(item), _where(cycle), _item_link(cycle, item)
    return Notice(told.news, title, where=where, words=told.words, link=link)


def _where(cycle: ReportingCycle) -> str:
    return f"《{cycle.plan.title}》{cycle}"


def _item_link(cycle: ReportingCycle, item: Indicator | Task) -> str:
    if cycle.closed_on is not None:
        return reverse("admin:my_work")
    name = "figure_entry" if isinstance(item, Indicator) else "task_entry"
    return reverse(f"admin:{name}", args=(cycle.pk, item.pk))


def _figure_link(record: ProgressRecord, places: Mapping[FigureKey, EntryPlace]) -> str:
    place = places.get((record.series_id, record.as_of_on))
    if place is None:
        return reverse("admin:my_work")
    at = {"cycle_id": place.cycle_id, "pk": place.indicator_id}
    if place.is_earlier:
        return reverse("admin:figure_correction", kwargs={**at, "day": f"{record.as_of_on}"})
    return reverse("admin:figure_entry", kwargs=at)

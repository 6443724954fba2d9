"""Who learns at once what happens to a paper of 督办: the unit's people, or its supervisors."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from planapp.domain.day_words import day_in_words
from planapp.domain.terms import NoticeAct, NoticeKind, NoticeMatter
from planapp.models import NoticeItem, SupervisionNotice, User
from planapp.queries.supervision_notices import items_listed, watchers_of
from planapp.queries.unit_people import people_of
from planapp.services.inbox import send_messages

_NEWS = {
    NoticeAct.SENT_BACK: "的反馈被退回，请重新反馈",
    NoticeAct.CLOSED: "已办结",
    NoticeAct.VOIDED: "已作废",
}
_NAMED = 10  # items in a message; all of them are on the paper


def people_told(notice: SupervisionNotice, *, on: date) -> list[User]:
    """The heads, reporters and administrators of the unit, or of who took its place."""
    return people_of(notice.unit, on=on)


def tell_unit(
    notice: SupervisionNotice, act: NoticeAct, *, by: User, at: datetime, words: str = ""
) -> None:
    """Tell the unit's people: with the items when it is signed, else with the reason."""
    people = [user.pk for user in people_told(notice, on=timezone.localdate(at))]
    kind = NoticeKind(notice.kind).label
    if act is NoticeAct.SIGNED:
        subject, lines = f"{kind} {notice.reference}：{notice.subject}", _paper(notice, at=at)
    else:
        subject = f"{kind} {notice.reference} {_NEWS[act]}：{notice.subject}"
        lines = [words]
    _send(notice, people, at=at, subject=subject, lines=[*lines, f"经办：{by}"])


def tell_watchers(
    notice: SupervisionNotice, act: NoticeAct, *, by: User, at: datetime, words: str = ""
) -> None:
    """Tell who signed it, or who watches over the unit, what the unit did."""
    people = [user for user in watchers_of(notice, on=timezone.localdate(at)) if user != by.pk]
    subject = f"{notice.unit}{act.label}：{notice.reference} {notice.subject}"
    lines = [f"{notice.unit}的{by}于{day_in_words(timezone.localdate(at))}{act.label}。"]
    lines += [words] * bool(words)
    _send(notice, people, at=at, subject=subject, lines=lines)


def tell_all_settled(notice: SupervisionNotice, *, at: datetime) -> None:
    """Tell who signed it that nothing is left of it, and that closing it is theirs to decide."""
    people = watchers_of(notice, on=timezone.localdate(at))
    subject = f"可以办结：{notice.reference} {notice.subject}"
    lines = [
        f"{notice.unit}的督办事项都已办理，或已不需要办理。",
        "可以填写办结意见后办结；系统不自动办结。",
    ]
    _send(notice, people, at=at, subject=subject, lines=lines)


def _paper(notice: SupervisionNotice, *, at: datetime) -> list[str]:
    items, on = items_listed(notice), timezone.localdate(at)
    lines = [f"{n}. {_line(item, on=on)}" for n, item in enumerate(items[:_NAMED], start=1)]
    more = len(items) - len(lines)
    asked = notice.kind == NoticeKind.REQUEST
    end = day_in_words(notice.reply_by)
    return [
        f"{'商请协助办理' if asked else '请办理'}下列 {len(items)} 项：",
        *lines,
        *([f"……另有 {more} 项，见文书。"] if more > 0 else []),
        f"请先签收，并于{end}前反馈办理情况。" if not asked else f"请签收，商请于{end}前反馈。",
    ]


def _line(item: NoticeItem, *, on: date) -> str:
    days = item.days_late(on)
    late = f"（{day_in_words(item.due_on)}截止，已逾期 {days} 天）" if days is not None else ""
    return f"{item.item}　{NoticeMatter(item.matter).label}{late}"


def _send(
    notice: SupervisionNotice,
    people: Iterable[int],
    *,
    at: datetime,
    subject: str,
    lines: list[str],
) -> None:
    body = "\n".join([*lines, f"查看：{reverse('admin:notice', args=(notice.pk,))}"])
    letters = dict.fromkeys(people, (subject, body))
    if letters:
        send_messages(letters, at=at)

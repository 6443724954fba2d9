"""督办: drafted once by the system or by hand, signed under a number, settled by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from planapp.domain.notice_drafts import Wording
from planapp.domain.reminders import OwedNotice
from planapp.domain.terms import (
    ExtensionKind,
    ExtensionState,
    MemberRole,
    NoticeKind,
    NoticeMatter,
    NoticeState,
    ReportState,
    Settlement,
    UnitKind,
)
from planapp.models import AuditEvent, Message, NoticeItem, SupervisionNotice
from planapp.queries.notice_items import candidates
from planapp.queries.supervision_notices import items_listed
from planapp.services.errors import Refused
from planapp.services.notice_answers import acknowledge, answer, close
from planapp.services.notice_settling import settle_notices
from planapp.services.supervision_notices import (
    TOO_OLD,
    DraftText,
    Office,
    draft_by_hand,
    draft_notices,
    edit_draft,
    sign_notice,
    void_notice,
)
from tests.factories import (
    make_cycle,
    make_extension,
    make_gap,
    make_indicator,
    make_membership,
    make_notice,
    make_notice_item,
    make_record,
    make_responsibility,
    make_task,
    make_unit,
)

pytestmark = pytest.mark.django_db

DUE, ON = date(2024, 1, 31), date(2024, 2, 20)  # a Wednesday, a Tuesday
OFFICE = Office("省政府办公厅督查室", "政督")


def at(day, hour=9):
    return datetime(day.year, day.month, day.day, hour, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def cycle():
    return make_cycle()


@pytest.fixture
def owing(unit, reporter, cycle):
    """Three indicators that the reporter's unit is late with."""
    items = [make_indicator(plan=cycle.plan) for _ in range(3)]
    for item in items:
        make_responsibility(indicator=item, unit=unit)
    return items


def owed(item, cycle, unit, **changes):
    is_task = hasattr(item, "deadline")
    ids = (None, item.pk) if is_task else (item.pk, None)
    return replace(OwedNotice(unit.pk, cycle.pk, *ids, DUE), **changes)


@pytest.fixture
def draft(owing, cycle, unit):
    draft_notices([owed(item, cycle, unit) for item in owing], on=ON, at=at(ON))
    return SupervisionNotice.objects.get()


def sign(notice, by, on=ON):
    return sign_notice(notice=notice, office=OFFICE, seen=notice.revision, by=by, at=at(on))


# Drafted by the system


def test_items_of_a_unit_and_round_are_one_draft(draft, owing, unit):
    assert {item.indicator for item in draft.items.all()} == set(owing)
    assert (draft.state, draft.kind, draft.number, draft.drafted_by) == (
        "draft",
        "notice",
        None,
        None,
    )
    assert draft.reply_by == date(2024, 2, 27)
    assert "逾期未报" in draft.subject
    assert Message.objects.count() == 0


def test_units_and_rounds_have_drafts_of_their_own(owing, cycle, unit):
    other, another_round = make_unit(), make_cycle()
    rows = [owed(owing[0], cycle, unit), owed(owing[1], cycle, other)]
    rows.append(owed(make_indicator(plan=another_round.plan), another_round, unit))
    assert draft_notices(rows, on=ON, at=at(ON)) == 3
    places = SupervisionNotice.objects.values_list("unit", "cycle")
    assert set(places) == {(unit.pk, cycle.pk), (other.pk, cycle.pk), (unit.pk, another_round.pk)}


def test_same_items_again_are_drafted_once(draft, owing, cycle, unit):
    again = [owed(item, cycle, unit) for item in owing]
    assert draft_notices(again, on=ON, at=at(ON)) == 0
    assert (NoticeItem.objects.count(), AuditEvent.objects.count()) == (3, 1)


def test_later_items_join_the_draft_and_change_what_was_seen(draft, cycle, unit):
    task = make_task(plan=cycle.plan, due_on=date(2024, 1, 20))
    rows = [owed(task, cycle, unit, due_on=task.due_on)]
    assert draft_notices(rows, on=ON, at=at(ON)) == 1
    draft.refresh_from_db()
    matters = [item.matter for item in draft.items.all()]
    assert matters.count(NoticeMatter.UNFINISHED) == 1
    assert "逾期未报、逾期未完成" in draft.subject
    assert draft.revision == 1


def test_joining_keeps_words_that_somebody_wrote(draft, cycle, unit):
    SupervisionNotice.objects.update(body="请当面说明。")
    task = make_task(plan=cycle.plan, due_on=date(2024, 1, 20))
    draft_notices([owed(task, cycle, unit, due_on=task.due_on)], on=ON, at=at(ON))
    draft.refresh_from_db()
    assert (draft.body, "逾期未完成" in draft.subject) == ("请当面说明。", True)


@pytest.mark.parametrize("end", ["sign", "void"])
def test_what_was_on_a_paper_is_not_drafted_again(end, draft, owing, cycle, unit, supervisor):
    if end == "sign":
        sign(draft, supervisor)
    else:
        void_notice(notice=draft, reason="已电话沟通。", by=supervisor, at=at(ON))
    again = [owed(owing[0], cycle, unit)]
    assert draft_notices(again, on=ON, at=at(ON)) == 0
    moved = [replace(again[0], due_on=date(2024, 2, 9))]  # after an extension
    assert draft_notices(moved, on=ON, at=at(ON)) == 1
    assert SupervisionNotice.objects.count() == 2


def test_what_is_late_for_too_long_is_left_to_people(owing, cycle, unit):
    late = date.fromordinal(DUE.toordinal() + TOO_OLD)
    rows = [owed(owing[0], cycle, unit)]
    assert draft_notices(rows, on=date.fromordinal(late.toordinal() + 1), at=at(ON)) == 0
    assert draft_notices(rows, on=late, at=at(ON)) == 1


def test_database_refuses_a_second_draft_and_a_second_place(draft, owing):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_notice(unit=draft.unit, cycle=draft.cycle)
    signed = make_notice(unit=draft.unit, cycle=draft.cycle, state=NoticeState.SIGNED)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_notice_item(notice=signed, indicator=owing[0], due_on=DUE)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_notice(state=NoticeState.SIGNED, number=None, year=None)


# Drafted by hand


def test_supervisor_picks_what_is_late_and_what_is_behind(owing, cycle, unit, supervisor):
    make_gap(indicator=owing[0], cycle=cycle, status="behind", light="red")
    offered = candidates(unit, cycle, on=ON)
    assert [each.matter for each in offered] == ["late"] * 3 + ["behind"]
    chosen = [offered[1].name, offered[3].name]
    drafted = draft_by_hand(unit=unit, cycle=cycle, chosen=chosen, by=supervisor, at=at(ON))
    assert {item.matter for item in drafted.items.all()} == {"late", "behind"}
    assert drafted.drafted_by == supervisor
    assert [each.noticed for each in candidates(unit, cycle, on=ON)] == [
        None, drafted, None, drafted,
    ]  # fmt: skip
    with pytest.raises(Refused, match="不重复督办"):
        draft_by_hand(unit=unit, cycle=cycle, chosen=chosen, by=supervisor, at=at(ON))


def test_supervisor_of_another_plan_drafts_nothing(owing, cycle, unit, office):
    watcher = make_membership(unit=office, role=MemberRole.SUPERVISOR).user
    [name, *_] = [each.name for each in candidates(unit, cycle, on=ON)]
    with pytest.raises(Refused, match="不在您的督查分工内"):
        draft_by_hand(unit=unit, cycle=cycle, chosen=[name], by=watcher, at=at(ON))
    assert SupervisionNotice.objects.count() == 0


# Edited


def text(draft, **changes):
    kept = frozenset(draft.items.values_list("pk", flat=True))
    wording = Wording(draft.subject, draft.body.replace("\n", "\r\n"))
    plain = DraftText(NoticeKind(draft.kind), wording, draft.reply_by, kept)
    return replace(plain, **changes)


def edit(draft, by, seen=None, **changes):
    seen = draft.revision if seen is None else seen
    edit_draft(notice=draft, text=text(draft, **changes), seen=seen, by=by, at=at(ON))
    draft.refresh_from_db()


def test_words_as_proposed_follow_the_kind_and_own_words_stay(draft, supervisor):
    edit(draft, supervisor, kind=NoticeKind.LETTER)
    assert draft.subject.endswith("督办函")
    edit(draft, supervisor, wording=Wording("关于补报的函", "请于月底前补报。"))
    edit(draft, supervisor, kind=NoticeKind.NOTICE)
    assert (draft.subject, draft.body) == ("关于补报的函", "请于月底前补报。")


def test_item_taken_off_is_not_on_the_paper_and_not_drafted_again(
    draft, owing, cycle, unit, supervisor
):
    [first, *rest] = draft.items.order_by("pk")
    edit(draft, supervisor, kept=frozenset(item.pk for item in rest))
    assert items_listed(draft) == rest
    assert draft_notices([owed(first.indicator, cycle, unit)], on=ON, at=at(ON)) == 0
    with pytest.raises(Refused, match="至少保留一项"):
        edit(draft, supervisor, kept=frozenset())


def test_draft_that_changed_meanwhile_is_neither_edited_nor_signed(draft, supervisor):
    edit(draft, supervisor, wording=Wording("新标题", "新正文"))
    with pytest.raises(Refused, match="有改动"):
        edit(draft, supervisor, seen=0)
    with pytest.raises(Refused, match="有改动"):
        sign_notice(notice=draft, office=OFFICE, seen=0, by=supervisor, at=at(ON))


@pytest.mark.parametrize("kind", [UnitKind.PARTY, UnitKind.CENTRAL])
def test_unit_that_is_not_subordinate_is_asked(kind, owing, cycle, supervisor):
    asked = make_unit(kind=kind)
    draft_notices([owed(owing[0], cycle, asked)], on=ON, at=at(ON))
    draft = SupervisionNotice.objects.get()
    assert (draft.kind, "商请" in draft.subject) == (NoticeKind.REQUEST, True)
    with pytest.raises(Refused, match="不受督办，只发商请函"):
        edit(draft, supervisor, kind=NoticeKind.NOTICE)


# Signed


def test_signed_paper_has_a_number_and_goes_to_heads_and_reporters(
    draft, supervisor, unit_head, reporter, outsider
):
    signed = sign(draft, supervisor)
    assert (str(signed), signed.office, signed.signed_by) == (
        "政督〔2024〕1号", "省政府办公厅督查室", supervisor,
    )  # fmt: skip
    told = Message.objects.order_by("recipient__username")
    assert {message.recipient for message in told} == {unit_head, reporter}
    assert told[0].subject.startswith("督办通知单 政督〔2024〕1号：关于")
    assert "下列 3 项" in told[0].body
    assert f"/admin/notices/{draft.pk}/" in told[0].body


def test_numbers_follow_each_other_without_holes_and_begin_anew_each_year(cycle, supervisor):
    def paper():
        item = make_responsibility(indicator=make_indicator(plan=cycle.plan))
        draft_notices([owed(item.indicator, cycle, item.unit)], on=ON, at=at(ON))
        return SupervisionNotice.objects.get(unit=item.unit)

    first = sign(paper(), supervisor)
    void_notice(notice=paper(), reason="不需要。", by=supervisor, at=at(ON))
    void_notice(notice=first, reason="主送有误。", by=supervisor, at=at(ON))
    second, later = sign(paper(), supervisor), paper()
    SupervisionNotice.objects.filter(pk=later.pk).update(reply_by=date(2025, 1, 10))
    third = sign(later, supervisor, on=date(2025, 1, 6))
    first.refresh_from_db()
    assert [str(each) for each in (first, second, third)] == [
        "政督〔2024〕1号", "政督〔2024〕2号", "政督〔2025〕1号",
    ]  # fmt: skip
    assert first.state == NoticeState.VOID


@pytest.mark.parametrize(
    ("day", "words"), [(date(2024, 2, 19), "已过"), (date(2024, 2, 24), "不是工作日")]
)
def test_day_of_reply_is_a_working_day_to_come(day, words, draft, supervisor):
    SupervisionNotice.objects.update(reply_by=day)
    with pytest.raises(Refused, match=words):
        sign(draft, supervisor)


def test_what_was_handed_in_before_is_not_on_the_signed_paper(draft, owing, unit, supervisor):
    for item in owing[:2]:
        make_record(series=item.series, unit=unit, state=ReportState.SUBMITTED)
    signed = sign(draft, supervisor)
    assert [item.indicator for item in items_listed(signed)] == [owing[2]]


def test_nothing_is_signed_of_which_nothing_is_left(draft, owing, unit, supervisor):
    for item in owing:
        make_record(series=item.series, unit=unit, state=ReportState.SUBMITTED)
    with pytest.raises(Refused, match="请作废这份草稿"):
        sign(draft, supervisor)


# Acknowledged, answered, settled, closed


def test_supervisor_who_signed_is_told_what_the_unit_does(draft, supervisor, reporter):
    signed = sign(draft, supervisor)
    acknowledge(notice=signed, by=reporter, at=at(ON, 10))
    answer(notice=signed, words="月底前补报。", by=reporter, at=at(ON, 11))
    told = supervisor.inbox.order_by("pk")
    assert [message.subject.partition("：")[0] for message in told] == [
        "省能源局签收", "省能源局反馈",
    ]  # fmt: skip
    assert "月底前补报。" in told[1].body
    assert list(signed.steps.values_list("act", flat=True)) == [
        "drafted", "signed", "acknowledged", "answered",
    ]  # fmt: skip


def test_items_settle_by_themselves_and_open_again_when_returned(
    draft, owing, unit, supervisor, cycle
):
    signed = sign(draft, supervisor)
    record = make_record(series=owing[0].series, unit=unit, state=ReportState.SUBMITTED)
    given = {"cycle": cycle, "unit": unit, "state": ExtensionState.GRANTED}
    make_extension(indicator=owing[1], granted_until=date(2024, 3, 15), **given)
    unpublished = date(2024, 5, 31)
    make_extension(
        indicator=owing[2], kind=ExtensionKind.NOT_PUBLISHED, granted_until=unpublished, **given
    )
    assert settle_notices(on=ON, at=at(ON, 12)) == 3
    found = dict(signed.items.values_list("indicator", "settled_as"))
    assert [found[item.pk] for item in owing] == [
        Settlement.SUBMITTED, Settlement.EXTENDED, Settlement.NOT_PUBLISHED,
    ]  # fmt: skip
    signed.refresh_from_db()
    assert signed.state == NoticeState.SIGNED  # a person closes it
    assert supervisor.inbox.get().subject.startswith("可以办结：政督〔2024〕1号")
    assert settle_notices(on=ON, at=at(ON, 13)) == 0
    record.state = ReportState.RETURNED
    record.save()
    assert settle_notices(on=ON, at=at(ON, 14)) == 1
    assert signed.items.get(settled_as="").indicator == owing[0]


def test_draft_of_which_nothing_is_left_is_voided_by_the_system(draft, cycle):
    cycle.closed_on = ON
    cycle.save()
    assert settle_notices(on=ON, at=at(ON)) == 3
    draft.refresh_from_db()
    [*_, last] = draft.steps.all()
    assert (draft.state, last.taken_by, last.act) == (NoticeState.VOID, None, "voided")
    assert set(draft.items.values_list("settled_as", flat=True)) == {Settlement.ROUND_CLOSED}


def test_paper_that_cannot_be_settled_holds_up_no_other(draft, owing, unit):
    make_record(series=owing[0].series, unit=unit, state=ReportState.SUBMITTED)
    bad = make_notice_item(notice=make_notice())
    make_responsibility(indicator=bad.indicator, unit=bad.unit)
    make_record(series=bad.indicator.series, unit=bad.unit, state="unheard-of")
    with pytest.raises(
        RuntimeError, match=rf"^未能更新 1 份督办的办理结果，编号：\[{bad.notice_id}\]$"
    ):
        settle_notices(on=ON, at=at(ON))
    settled = NoticeItem.objects.exclude(settled_as="")
    assert [item.indicator for item in settled] == [owing[0]]


def test_closed_paper_lets_its_items_be_urged_anew_by_hand(
    draft, cycle, unit, supervisor, reporter
):
    signed = sign(draft, supervisor)
    close(notice=signed, words="另行约谈。", by=supervisor, at=at(ON, 12))
    assert reporter.inbox.order_by("-pk")[0].subject.startswith("督办通知单 政督〔2024〕1号 已办结")
    chosen = [each.name for each in candidates(unit, cycle, on=ON)]
    again = draft_by_hand(unit=unit, cycle=cycle, chosen=chosen, by=supervisor, at=at(ON, 13))
    assert again.items.count() == 3

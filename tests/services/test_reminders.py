"""Reminders are kept once, told once, and end with what they are about."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from planapp.domain.terms import (
    MemberRole,
    ReminderKind,
    ReportState,
    SelfAssessment,
    Status,
    UnitKind,
)
from planapp.jobs import send_due_reminders
from planapp.models import AuditEvent, Message, Reminder, ReminderRule, SupervisionNotice
from planapp.queries.duties import duties_on
from planapp.queries.recipients import load_recipients, unreachable_units
from planapp.services.inbox import mark_read
from planapp.services.reminders import create_due_reminders, deliver_digests
from tests.factories import (
    make_cycle,
    make_indicator,
    make_membership,
    make_message,
    make_record,
    make_reminder_rule,
    make_responsibility,
    make_task,
    make_task_report,
    make_unit,
    make_user,
    make_verdict,
    make_workday,
)

pytestmark = pytest.mark.django_db

SOON = date(2024, 1, 29)  # two working days before the due date, 31 January
LATE = date(2024, 2, 5)  # three working days after it


def morning(day):
    return datetime(day.year, day.month, day.day, 8, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


def create(day=SOON):
    return create_due_reminders(on=day, at=morning(day))


def make_ladder():
    ReminderRule.objects.all().delete()
    make_reminder_rule(workdays_before=3)
    make_reminder_rule(kind=ReminderKind.OVERDUE, workdays_before=-1)
    make_reminder_rule(
        kind=ReminderKind.NOTICE, workdays_before=-3, recipient_role=MemberRole.UNIT_HEAD
    )


@pytest.fixture
def indicator(unit, reporter):
    """What the reporter's unit owes by 31 January."""
    make_ladder()
    indicator = make_indicator(name="森林覆盖率")
    make_responsibility(indicator=indicator, unit=unit)
    make_cycle(plan=indicator.plan)
    return indicator


def test_reminder_says_what_whom_and_when(indicator, reporter):
    assert create() == 1
    row = Reminder.objects.get()
    about = (row.indicator, row.task, row.cycle, row.recipient)
    assert about == (indicator, None, indicator.plan.cycles.get(), reporter)
    when = (row.kind, row.workdays_before, row.due_on, row.owed_on, row.sent_at)
    assert when == (ReminderKind.DUE_SOON, 3, date(2024, 1, 31), SOON, None)


def make_task_due(day, unit, **changes):
    """A task with a deadline of its own, reported on in the round from 1 to 31 January."""
    make_ladder()
    task = make_responsibility(task=make_task(due_on=day), unit=unit).task
    make_task_report(
        task=task,
        cycle=make_cycle(plan=task.plan),
        unit=unit,
        **{"state": ReportState.APPROVED} | changes,
    )
    return task


def test_task_that_is_to_be_finished_in_the_round_is_reminded_of_that_day(unit, reporter):
    make_task_due(date(2024, 1, 30), unit)
    assert create(date(2024, 1, 26)) == 1
    row = Reminder.objects.get()
    assert (row.due_on, row.kind) == (date(2024, 1, 30), ReminderKind.DUE_SOON)
    deliver_digests(at=morning(date(2024, 1, 26)))
    assert "（完成时限）" in Message.objects.get().body


def test_task_past_its_day_without_being_done_is_urged(unit, reporter):
    make_task_due(date(2024, 1, 18), unit)
    create(date(2024, 1, 19))
    assert Reminder.objects.get().kind == ReminderKind.OVERDUE


@pytest.mark.parametrize(
    "changes",
    [
        {"self_assessment": SelfAssessment.DONE},
        {"self_assessment": SelfAssessment.DONE, "state": ReportState.SUBMITTED},
    ],
)
def test_task_that_is_done_is_reminded_of_nothing(unit, reporter, changes):
    make_task_due(date(2024, 1, 30), unit, **changes)
    assert create(date(2024, 1, 26)) == 0


def test_day_outside_the_round_reminds_of_the_report_alone(unit, reporter):
    make_task_due(date(2023, 12, 30), unit, state=ReportState.DRAFT)
    create()
    assert [row.due_on for row in Reminder.objects.all()] == [date(2024, 1, 31)]


def test_verdict_that_a_task_is_finished_ends_its_reminders(unit, reporter):
    task = make_task_due(date(2024, 1, 30), unit, state=ReportState.DRAFT)
    create()
    make_verdict(task=task, cycle=task.plan.cycles.get(), status=Status.ACHIEVED)
    create()
    assert Reminder.objects.exclude(closed_at=None).count() == Reminder.objects.count() == 2


def test_reminder_of_a_task_is_kept_for_the_task(unit, reporter):
    make_ladder()
    task = make_responsibility(task=make_task(), unit=unit).task
    make_cycle(plan=task.plan)
    create()
    row = Reminder.objects.get()
    assert (row.indicator, row.task, row.recipient) == (None, task, reporter)


def test_reminders_created_again_are_the_same(indicator):
    assert [create(), create(), create(SOON + timedelta(days=1))] == [1, 0, 0]
    assert AuditEvent.objects.filter(action="reminders.created").count() == 1


def test_reminder_of_the_next_rung_is_a_new_one(indicator):
    assert [create(), create(date(2024, 2, 1))] == [1, 1]


def test_reminder_after_a_moved_due_date_is_a_new_one_and_ends_the_old(indicator):
    create()
    indicator.plan.cycles.update(due_on=date(2024, 2, 1))
    assert create() == 1
    ended = [row.closed_at is not None for row in Reminder.objects.order_by("due_on")]
    assert ended == [True, False]


def test_reminders_follow_the_work_calendar(indicator):
    for day in (29, 30):
        make_workday(day=date(2024, 1, day))
    assert [create(date(2024, 1, 24)), create(date(2024, 1, 25))] == [1, 0]


def test_plan_with_its_own_rules_leaves_the_default_ones(indicator):
    make_reminder_rule(plan=indicator.plan, workdays_before=1)
    assert [create(), create(date(2024, 1, 30))] == [0, 1]


# Who is told


def test_person_whose_membership_ended_is_told_nothing(indicator, reporter):
    reporter.memberships.update(valid_to=SOON - timedelta(days=1))
    assert create() == 0


def test_inactive_person_is_told_nothing(indicator, reporter):
    reporter.is_active = False
    reporter.save()
    assert create() == 0


def make_rung(role):
    ReminderRule.objects.all().delete()
    make_reminder_rule(kind=ReminderKind.OVERDUE, workdays_before=-1, recipient_role=role)


def test_unit_without_the_role_is_told_through_its_contacts(indicator, unit, reporter):
    make_rung(MemberRole.UNIT_HEAD)
    admin = make_membership(unit=unit, role=MemberRole.UNIT_ADMIN).user
    create(LATE)
    told = Reminder.objects.order_by("pk").values_list("kind", "recipient")
    assert list(told) == [("overdue", reporter.pk), ("overdue", admin.pk)]


def test_unit_with_the_role_is_told_through_it_alone(indicator, unit):
    make_rung(MemberRole.UNIT_HEAD)
    head = make_membership(unit=unit, role=MemberRole.UNIT_HEAD).user
    create(LATE)
    assert Reminder.objects.get().recipient == head


def test_supervisors_are_told_of_every_unit(indicator, supervisor):
    make_reminder_rule(
        plan=indicator.plan,
        kind=ReminderKind.OVERDUE,
        workdays_before=-1,
        recipient_role=MemberRole.SUPERVISOR,
    )
    create(LATE)
    assert Reminder.objects.get().recipient == supervisor


def test_unit_without_anybody_is_counted_and_named(indicator):
    lonely = make_unit(name="省林业局")
    make_responsibility(task=make_task(plan=indicator.plan), unit=lonely)
    create()
    assert unreachable_units(duties_on(SOON), load_recipients(SOON)) == [lonely]
    event = AuditEvent.objects.get(action="reminders.created")
    assert event.subject == "2024年1月29日新增提醒 1 条，1 个单位无人可提醒"


@pytest.mark.parametrize("kind", (UnitKind.PARTY, UnitKind.CENTRAL))
def test_unit_outside_the_government_is_asked_and_never_escalated(indicator, unit, kind):
    unit.kind = kind
    unit.save()
    create(LATE)
    deliver_digests(at=morning(LATE))
    assert Reminder.objects.get().kind == ReminderKind.OVERDUE
    assert Message.objects.get().body.splitlines()[-2] == "商请予以支持，尽快报送。"


# How it ends


def test_reminder_ends_when_the_figure_is_handed_in(indicator, unit):
    create()
    make_record(series=indicator.series, unit=unit, state=ReportState.SUBMITTED)
    assert create() == 0
    assert Reminder.objects.get().closed_at == morning(SOON)


def test_reminder_ends_when_its_cycle_is_closed(indicator):
    create()
    indicator.plan.cycles.update(closed_on=SOON)
    create()
    assert Reminder.objects.get().closed_at == morning(SOON)


def test_figure_not_yet_published_reminds_nobody(indicator):
    series = indicator.series
    series.publication_month = 3
    series.save()
    assert [create(), create(date(2024, 2, 20)), create(date(2024, 3, 27))] == [0, 0, 1]


# Delivery


def test_digest_tells_a_person_everything_in_one_message(indicator, unit, reporter):
    make_responsibility(task=make_task(plan=indicator.plan, title="建设国家公园"), unit=unit)
    create()
    assert deliver_digests(at=morning(SOON)) == 1
    message = Message.objects.get()
    assert (message.recipient, message.subject) == (reporter, "填报提醒：2 项即将到期")
    assert message.body.splitlines()[2:5] == [
        "【即将到期】",
        "1. 建设国家公园　《全省新能源发展规划》2023年度　省能源局　截止 2024年1月31日，还剩 2 天",
        "2. 森林覆盖率　《全省新能源发展规划》2023年度　省能源局　截止 2024年1月31日，还剩 2 天",
    ]
    sent = Reminder.objects.values_list("sent_at", "message").distinct()
    assert list(sent.order_by()) == [(morning(SOON), message.pk)]


def test_digests_of_several_people_are_audited_once(indicator, unit):
    make_membership(unit=unit)
    create()
    assert deliver_digests(at=morning(SOON)) == 2
    event = AuditEvent.objects.get(action="reminders.delivered")
    assert event.subject == "2024年1月29日送达提醒 2 份"


def test_digest_delivered_again_is_not_repeated(indicator):
    create()
    later = morning(SOON) + timedelta(hours=1)
    assert [deliver_digests(at=morning(SOON)), deliver_digests(at=later)] == [1, 0]


@pytest.mark.parametrize(
    ("minutes", "messages"), [(14, 0), (16, 1), (-14, 0), (-60, 1), (-1440, 1)]
)
def test_reminder_claimed_by_another_worker_is_left_until_the_claim_expires(
    indicator, minutes, messages
):
    create()
    Reminder.objects.update(claimed_at=morning(SOON) - timedelta(minutes=minutes))
    assert deliver_digests(at=morning(SOON)) == messages
    assert Message.objects.count() == messages


def test_reminder_of_what_was_handed_in_meanwhile_is_not_delivered(indicator, unit):
    create()
    make_record(series=indicator.series, unit=unit, state=ReportState.SUBMITTED)
    assert deliver_digests(at=morning(SOON)) == 0
    assert Reminder.objects.get().sent_at is None


def test_own_unread_messages_are_marked_read_once():
    person, at = make_user(), morning(SOON)
    own, read = make_message(recipient=person), make_message(recipient=person, read_at=at)
    other = make_message()
    later = at + timedelta(hours=1)
    ids = [own.pk, read.pk, other.pk]
    assert [mark_read(message_ids=ids, by=person, at=later) for _ in range(2)] == [1, 0]
    stamps = [Message.objects.get(pk=pk).read_at for pk in ids]
    assert stamps == [later, at, None]


# Cost


def make_owed_items(*, unit, rows):
    for _ in range(rows):
        indicator = make_indicator()
        make_responsibility(indicator=indicator, unit=unit)
        make_responsibility(task=make_task(plan=indicator.plan), unit=unit)
        make_cycle(plan=indicator.plan)


@pytest.mark.usefixtures("reporter")
@pytest.mark.parametrize("rows", (1, 3))
def test_creating_any_number_of_reminders_costs_the_same(unit, rows, django_assert_num_queries):
    make_ladder()
    make_owed_items(unit=unit, rows=rows)
    with django_assert_num_queries(20):
        assert create() == 2 * rows


@pytest.mark.usefixtures("reporter")
@pytest.mark.parametrize("rows", (1, 3))
def test_delivering_any_number_to_one_person_costs_the_same(unit, rows, django_assert_num_queries):
    make_ladder()
    make_owed_items(unit=unit, rows=rows)
    create()
    with django_assert_num_queries(23):
        assert deliver_digests(at=morning(SOON)) == 1


# Silence, outage, and the turn of the day


def test_day_off_is_silent_even_where_friday_left_something(indicator):
    create(date(2024, 1, 26))
    saturday, monday = date(2024, 1, 27), date(2024, 1, 29)
    assert [deliver_digests(at=morning(saturday)), deliver_digests(at=morning(monday))] == [0, 1]


@pytest.mark.parametrize("days", (1, 7))
def test_outage_of_days_is_caught_up_with_one_digest_that_names_each_item_once(indicator, days):
    """Reminders were made and never delivered; nothing else ran for days."""
    make_reminder_rule(workdays_before=5)
    create(date(2024, 1, 25) - timedelta(days=1))
    back = {1: date(2024, 1, 26), 7: date(2024, 2, 1)}[days]
    create(back)
    assert Reminder.objects.count() == 2
    assert deliver_digests(at=morning(back)) == 1
    assert Message.objects.get().body.count("森林覆盖率") == 1
    assert Reminder.objects.filter(sent_at=None).count() == 0


def test_day_turns_at_midnight_in_shanghai_also_at_the_end_of_the_year(indicator, monkeypatch):
    """30 December 2024, Monday, is three working days before 3 January; 1 January is off."""
    make_workday(day=date(2025, 1, 1))
    indicator.plan.cycles.update(opens_on=date(2024, 12, 1), due_on=date(2025, 1, 3))
    told = []
    for minute in ("2024-12-29T15:59Z", "2024-12-29T16:01Z", "2024-12-31T16:01Z"):
        monkeypatch.setattr(
            "django.utils.timezone.now", lambda at=minute: datetime.fromisoformat(at)
        )
        told.append(send_due_reminders())
    assert told == [0, 1, 0]
    assert Reminder.objects.get().owed_on == date(2024, 12, 30)
    assert "截至2024年12月30日" in Message.objects.get().body


def test_notice_is_drafted_beside_the_reminders_and_once(indicator, unit):
    make_rung(MemberRole.REPORTER)
    make_reminder_rule(
        kind=ReminderKind.NOTICE, workdays_before=-3, recipient_role=MemberRole.UNIT_HEAD
    )
    make_reminder_rule(workdays_before=1)
    for _ in range(2):
        create(LATE)
    notice = SupervisionNotice.objects.get()
    assert (notice.unit, [item.indicator for item in notice.items.all()]) == (unit, [indicator])
    assert set(Reminder.objects.values_list("kind", flat=True)) == {ReminderKind.OVERDUE}

"""Who is told what, and that it was told."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from planapp.domain.terms import MemberRole, ReminderClosing, ReminderKind
from planapp.models.cycle import ReportingCycle
from planapp.models.fields import TermField, person_field
from planapp.models.indicator import Indicator
from planapp.models.plan import Plan
from planapp.models.task import Task
from planapp.models.unit import Unit


class ReminderRuleManager(models.Manager["ReminderRule"]):
    def get_by_natural_key(  # noqa: PLR0917  # Django passes the key by position
        self, plan: int | None, kind: str, workdays_before: int, recipient_role: str
    ) -> ReminderRule:
        return self.get(
            plan=plan, kind=kind, workdays_before=workdays_before, recipient_role=recipient_role
        )


class ReminderRule(models.Model):
    """A rung of the ladder: n working days before (or after, if negative) the due date.

    Rungs without a plan are the installation's own default. Without any, the ladder that the
    product comes with counts (planapp.domain.reminders.DEFAULT_LADDER).
    """

    plan = models.ForeignKey(
        Plan,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="reminder_rules",
        verbose_name="规划",
        help_text="留空为全部规划的默认规则；某规划有自己的规则时，默认规则对它不起作用。",
    )
    kind = TermField("种类", ReminderKind)
    workdays_before = models.SmallIntegerField(
        "截止前工作日数", help_text="负数为截止后的工作日数。"
    )
    recipient_role = TermField("提醒谁", MemberRole, default=MemberRole.REPORTER)
    repeat_every = models.PositiveSmallIntegerField("重复间隔（工作日）", null=True, blank=True)

    objects = ReminderRuleManager()

    class Meta:
        verbose_name = verbose_name_plural = "提醒规则"
        ordering = ("plan", "-workdays_before")
        constraints = (
            models.UniqueConstraint(
                fields=("plan", "kind", "workdays_before", "recipient_role"),
                name="%(app_label)s_%(class)s_once_per_plan",
            ),
            models.UniqueConstraint(
                fields=("kind", "workdays_before", "recipient_role"),
                condition=Q(plan=None),
                name="%(app_label)s_%(class)s_default_once",
            ),
            models.CheckConstraint(
                condition=Q(repeat_every=None) | Q(repeat_every__gt=0),
                name="%(app_label)s_%(class)s_repeats_on_later_days",
            ),
        )

    def __str__(self) -> str:
        side = "截止前" if self.workdays_before >= 0 else "截止后"
        return f"{ReminderKind(self.kind).label} {side}{abs(self.workdays_before)}个工作日"

    def natural_key(self) -> tuple[int | None, str, int, str]:
        return (self.plan_id, self.kind, self.workdays_before, self.recipient_role)


class Message(models.Model):
    """A message in a person's inbox (站内信)."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="inbox", verbose_name="收件人"
    )
    subject = models.CharField("标题", max_length=200)
    body = models.TextField("内容")
    created_at = models.DateTimeField("时间")
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "站内信"
        ordering = ("-created_at", "-pk")
        indexes = (models.Index(fields=("recipient", "read_at"), name="message_unread"),)

    def __str__(self) -> str:
        return self.subject


class Urge(models.Model):
    """A supervisor urged a unit by hand (催办): about all it still owes in a round, or one item."""

    cycle = models.ForeignKey(
        ReportingCycle, models.CASCADE, related_name="urges", verbose_name="填报期"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    indicator = models.ForeignKey(
        Indicator, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="指标"
    )
    task = models.ForeignKey(
        Task, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="任务"
    )
    note = models.CharField("说明", max_length=300, blank=True)
    urged_by = person_field("催办人")
    urged_on = models.DateField("催办日期")
    urged_at = models.DateTimeField("催办时间")

    class Meta:
        verbose_name = verbose_name_plural = "催办"
        ordering = ("-urged_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(indicator=None) | Q(task=None), name="%(app_label)s_%(class)s_one_item"
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit} {self.cycle.plan} {self.cycle}"


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def unsent(self) -> ReminderQuerySet:
        return self.filter(sent_at=None, closed_at=None)


class Reminder(models.Model):
    """One item that one person is to be told of, once (提醒); claimed, sent, then marked.

    `unit` owed the item when the reminder was made; `urge` where a supervisor urged by hand.
    """

    kind = TermField("种类", ReminderKind)
    workdays_before = models.SmallIntegerField("截止前工作日数")
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders", verbose_name="收件人"
    )
    cycle = models.ForeignKey(
        ReportingCycle, models.CASCADE, related_name="reminders", verbose_name="填报期"
    )
    indicator = models.ForeignKey(
        Indicator,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="reminders",
        verbose_name="指标",
    )
    task = models.ForeignKey(
        Task, models.CASCADE, null=True, blank=True, related_name="reminders", verbose_name="任务"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位"
    )
    urge = models.ForeignKey(
        Urge,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="reminders",
        verbose_name="催办",
    )
    due_on = models.DateField("截止日期")
    owed_on = models.DateField("应提醒日")
    claimed_at = models.DateTimeField("领取时间", null=True, blank=True)
    sent_at = models.DateTimeField("送达时间", null=True, blank=True)
    acknowledged_at = models.DateTimeField("签收时间", null=True, blank=True)
    closed_at = models.DateTimeField("终止时间", null=True, blank=True)
    closing = TermField("终止原因", ReminderClosing, blank=True, db_default="")
    message = models.ForeignKey(
        Message,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="reminders",
        verbose_name="站内信",
    )

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "提醒"
        ordering = ("-owed_on", "recipient", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(indicator=None, task__isnull=False)
                | Q(indicator__isnull=False, task=None),
                name="%(app_label)s_%(class)s_on_one_item",
            ),
            *(
                models.UniqueConstraint(
                    fields=(
                        "recipient",
                        item,
                        "cycle",
                        "kind",
                        "workdays_before",
                        "due_on",
                    ),
                    name=f"%(app_label)s_%(class)s_owed_once_{item}",
                )
                for item in ("indicator", "task")
            ),
        )
        indexes = (
            models.Index(
                fields=("claimed_at",),
                condition=Q(sent_at=None, closed_at=None),
                name="reminder_unsent",
            ),
            models.Index(fields=("-owed_on", "-id"), name="reminder_by_day"),
        )

    def __str__(self) -> str:
        return f"{ReminderKind(self.kind).label}：{self.item}"

    @property
    def item(self) -> Indicator | Task:
        """What it is about."""
        item = self.indicator or self.task
        assert item is not None  # noqa: S101  # the database keeps that it is one
        return item

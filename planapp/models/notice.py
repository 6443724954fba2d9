"""督办: numbered papers to units about what is late, what stands on them, and what became of it."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Count, Q

from planapp.domain.terms import NoticeAct, NoticeKind, NoticeMatter, NoticeState, Settlement
from planapp.models.cycle import ReportingCycle
from planapp.models.fields import TermField, person_field
from planapp.models.handling import ONE_ITEM, ItemInCycle
from planapp.models.unit import Unit

# Signed, and not yet at its end.
UNDER_WAY = (NoticeState.SIGNED, NoticeState.ACKNOWLEDGED, NoticeState.ANSWERED)
UNANSWERED = (NoticeState.SIGNED, NoticeState.ACKNOWLEDGED)
_NUMBERED = Q(number__isnull=False, year__isnull=False, signed_at__isnull=False)
_UNNUMBERED = Q(number=None, year=None, signed_at=None, signed_by=None)


class SupervisionNoticeQuerySet(models.QuerySet["SupervisionNotice"]):
    def sent(self) -> SupervisionNoticeQuerySet:
        """Those that left the office: nobody outside it sees any other."""
        return self.exclude(number=None)

    def with_counts(self) -> SupervisionNoticeQuerySet:
        """Each with `number_of_items` and `number_open`: those whose matter has not ended."""
        held = Q(items__listed=True)
        return self.annotate(
            number_of_items=Count("items", filter=held),
            number_open=Count("items", filter=held & Q(items__settled_at=None)),
        )


class SupervisionNotice(models.Model):
    """A paper to one unit about one round: 督办通知单, 督办函 or 商请函.

    The system or a supervisor drafts it; it goes out when a supervisor signs it (签发), and gets
    its number then: drafts that are given up leave no hole in the register. One run of numbers
    per year for all kinds; what is voided after it was signed keeps its number, with the reason.
    `revision` counts the changes of a draft: who edits or signs says which one was seen.
    """

    cycle = models.ForeignKey(
        ReportingCycle, models.PROTECT, related_name="notices", verbose_name="填报期"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="notices", verbose_name="主送单位")
    kind = TermField("种类", NoticeKind, default=NoticeKind.NOTICE)
    state = TermField("状态", NoticeState, default=NoticeState.DRAFT)
    mark = models.CharField("发文代字", max_length=20, blank=True)
    year = models.PositiveSmallIntegerField("年份", null=True, blank=True)
    number = models.PositiveIntegerField("序号", null=True, blank=True)
    office = models.CharField("发文机关", max_length=60, blank=True)
    subject = models.CharField("标题", max_length=400)
    body = models.TextField("正文")
    reply_by = models.DateField("反馈时限")
    revision = models.PositiveIntegerField("修订次数", default=0)
    drafted_by = person_field("拟稿人", optional=True)  # none: the system
    drafted_at = models.DateTimeField("拟稿时间")
    signed_by = person_field("签发人", optional=True)
    signed_at = models.DateTimeField("签发时间", null=True, blank=True)
    is_demo = models.BooleanField("演示数据", default=False)

    objects = SupervisionNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "督办文书"
        ordering = ("-drafted_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("year", "number"), name="%(app_label)s_%(class)s_number"
            ),
            models.UniqueConstraint(
                fields=("cycle", "unit"),
                condition=Q(state=NoticeState.DRAFT),
                name="%(app_label)s_%(class)s_one_draft",
            ),
            models.CheckConstraint(
                condition=_NUMBERED | (_UNNUMBERED & Q(state__in=("draft", "void"))),
                name="%(app_label)s_%(class)s_number_when_signed",
            ),
        )
        indexes = (models.Index(fields=("state", "reply_by"), name="notice_state_reply_by"),)

    def __str__(self) -> str:
        return self.reference or f"{NoticeKind(self.kind).label}（未编号）{self.unit}"

    @property
    def reference(self) -> str:
        """督办〔2025〕3号; empty before it is signed."""
        return f"{self.mark}〔{self.year}〕{self.number}号" if self.number else ""

    @property
    def is_draft(self) -> bool:
        return NoticeState(self.state) is NoticeState.DRAFT

    def is_unanswered(self, on: date) -> bool:
        """Whether the day until which an answer was asked for has passed without one."""
        is_past: bool = self.reply_by < on
        return is_past and self.state in UNANSWERED


class NoticeItem(ItemInCycle):
    """An indicator or a task on a paper, and the day that passed.

    Cycle and unit are the paper's: here the database keeps with them that nothing is taken up
    twice. `listed` ends when the item is taken off the draft, `live` then as well and when the
    paper ends; the row stays, so that the system does not take it up again. `settled_as` says
    what ended the matter; what was settled before the paper was signed is not on it.
    """

    notice = models.ForeignKey(
        SupervisionNotice, models.CASCADE, related_name="items", verbose_name="督办文书"
    )
    matter = TermField("情形", NoticeMatter, default=NoticeMatter.LATE)
    due_on = models.DateField("时限")
    listed = models.BooleanField("列入", default=True)
    live = models.BooleanField("督办中", default=True)
    settled_as = TermField("办理结果", Settlement, blank=True)
    settled_at = models.DateTimeField("办理时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "督办事项"
        ordering = ("due_on", "pk")
        constraints = (
            models.CheckConstraint(condition=ONE_ITEM, name="%(app_label)s_%(class)s_one_item"),
            *(
                models.UniqueConstraint(
                    fields=("cycle", "unit", item, "matter", "due_on"),
                    condition=Q(live=True, **{other: None}),
                    name=f"%(app_label)s_%(class)s_{item}_once",
                )
                for item, other in (("indicator", "task"), ("task", "indicator"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.item}：{NoticeMatter(self.matter).label}"

    def days_late(self, on: date) -> int | None:
        """How many days the item is late; None for what is behind and not late."""
        return None if self.matter == NoticeMatter.BEHIND else (on - self.due_on).days


class NoticeStep(models.Model):
    """One step of a paper: who took it, when, and in which words (办理过程)."""

    notice = models.ForeignKey(
        SupervisionNotice, models.CASCADE, related_name="steps", verbose_name="督办文书"
    )
    act = TermField("步骤", NoticeAct)
    taken_by = person_field("经办人", optional=True)  # none: the system
    taken_at = models.DateTimeField("时间")
    words = models.TextField("内容", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "督办办理过程"
        ordering = ("taken_at", "pk")

    def __str__(self) -> str:
        return f"{self.notice}：{NoticeAct(self.act).label}"

"""What units handed in, what was computed and decided, and who was told."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from planapp.admin.base import FoundByWords, TableAdmin
from planapp.admin.filters import UsedFilter
from planapp.admin.io import InOutMixin
from planapp.clock import today
from planapp.imports.history import HistoryResource
from planapp.imports.progress import ProgressResource
from planapp.imports.task_reports import TaskReportResource
from planapp.models import (
    Gap,
    LightPolicy,
    Message,
    ProgressRecord,
    Reminder,
    ReminderRule,
    TaskReport,
    Verdict,
)
from planapp.pages.formats import format_amount, format_computed, format_percent
from planapp.pages.frame import person
from planapp.rights import Action, may
from planapp.templatetags.figures import difference_unit


@admin.register(ProgressRecord)
class ProgressRecordAdmin(FoundByWords, InOutMixin, TableAdmin):
    resource = ProgressResource
    beside = (HistoryResource,)
    list_display = ("series", "as_of_on", "version", "amount", "vintage", "state", "unit",
                    "recorded_by", "reviewed_by", "is_demo")  # fmt: skip
    list_filter = ("state", "vintage", "is_demo", "as_of_on")
    search_fields = ("series", "unit")
    list_select_related = ("series", "unit", "recorded_by", "reviewed_by")

    @admin.display(description="数值", ordering="value")
    def amount(self, record: ProgressRecord) -> str:
        return format_amount(record.value, record.series.value_unit)


@admin.register(TaskReport)
class TaskReportAdmin(FoundByWords, InOutMixin, TableAdmin):
    resource = TaskReportResource
    list_display = (
        "task",
        "cycle",
        "version",
        "self_assessment",
        "percent",
        "state",
        "unit",
        "is_demo",
    )
    list_filter = ("state", "self_assessment", "is_demo")
    search_fields = ("task", "unit")
    list_select_related = ("task", "cycle", "unit")


@admin.register(Gap)
class GapAdmin(FoundByWords, TableAdmin):
    list_display = ("indicator", "cycle", "status", "light", "done", "time_gone", "behind",
                    "annual_status", "calculated_at", "stale")  # fmt: skip
    list_filter = ("light", "status", "stale", ("cycle__plan", UsedFilter))
    search_fields = ("indicator",)
    list_select_related = ("indicator", "cycle")

    @admin.display(description="增量进度", ordering="completion")
    def done(self, gap: Gap) -> str:
        return format_percent(gap.completion)

    @admin.display(description="序时进度", ordering="time_progress")
    def time_gone(self, gap: Gap) -> str:
        return format_percent(gap.time_progress)

    @admin.display(description="距序时差额", ordering="lag")
    def behind(self, gap: Gap) -> str:
        return format_computed(gap.lag, difference_unit(gap.indicator.value_unit))


@admin.register(Verdict)
class VerdictAdmin(FoundByWords, TableAdmin):
    list_display = ("__str__", "cycle", "status", "light", "decided_by", "decided_at")
    list_filter = ("status", "light")
    search_fields = ("indicator", "goal", "task")
    list_select_related = ("indicator", "goal", "task", "cycle", "decided_by")


@admin.register(LightPolicy)
class LightPolicyAdmin(TableAdmin):
    list_display = (
        "plan",
        "change",
        "mode",
        "tolerance_points",
        "red_below",
        "red_points",
        "nearly_from",
        "approx_tolerance",
    )
    list_select_related = ("plan",)
    linked: ClassVar = {"change": Action.SET_UP}

    @admin.display(description="修改")
    def change(self, policy: LightPolicy) -> SafeString:
        url = reverse("admin:light_policy", args=(policy.plan_id,))
        return format_html('<a href="{}">预览、修改</a>', url)


@admin.register(ReminderRule)
class ReminderRuleAdmin(TableAdmin):
    list_display = ("__str__", "recipient_role", "repeat_every", "plan")
    list_filter = ("kind", "recipient_role")
    list_select_related = ("plan",)


@admin.register(Reminder)
class ReminderAdmin(FoundByWords, TableAdmin):
    list_display = ("kind", "__str__", "recipient", "due_on", "owed_on", "sent_at", "closed_at")
    list_filter = ("kind", "owed_on")
    search_fields = ("recipient", "indicator", "task")
    list_select_related = ("recipient", "indicator", "task")
    date_hierarchy = "owed_on"
    empty_why = "还没有到期或逾期的事项。"
    empty_todo = "填报期开启后，按“提醒规则”自动产生。"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reminder]:
        """A unit's staff see what they were told themselves."""
        rows = super().get_queryset(request)
        if may(person(request), Action.SEE_ALL, on=today()):
            return rows
        return rows.filter(recipient=person(request))


@admin.register(Message)
class MessageAdmin(TableAdmin):
    list_display = ("subject", "recipient", "created_at", "read_at")
    search_fields = ("subject", "recipient__username", "recipient__full_name")
    list_select_related = ("recipient",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        return super().get_queryset(request).filter(recipient=person(request))

"""Documents, drafts, plans and what stands in them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from planapp.admin.base import FoundByWords, TableAdmin
from planapp.admin.filters import UsedFilter, WithdrawnFilter, WithdrawnPlanFilter
from planapp.admin.io import InOutMixin
from planapp.clock import today
from planapp.imports.annual_targets import AnnualTargetResource, TargetsByYearResource
from planapp.imports.goals import GoalResource
from planapp.imports.indicators import IndicatorResource, SeriesResource
from planapp.imports.plans import PlanResource
from planapp.imports.responsibilities import ResponsibilityResource
from planapp.imports.tasks import TaskResource
from planapp.models import (
    AnnualTarget,
    Breakdown,
    ExtractionDraft,
    Goal,
    Indicator,
    Plan,
    PlanDocument,
    Reissue,
    ReportingCycle,
    Responsibility,
    Series,
    TargetRevision,
    Task,
)
from planapp.models.plan import Passage
from planapp.pages.commitments import target_phrase
from planapp.pages.formats import format_amount, format_instant, format_years
from planapp.pages.frame import person
from planapp.pages.passages import context_of
from planapp.pages.plan_ways import ways_of
from planapp.rights import Action, may


def _link(url: str, text: object) -> SafeString:
    return format_html('<a href="{}">{}</a>', url, text)


@admin.register(PlanDocument)
class PlanDocumentAdmin(TableAdmin):
    list_display = ("title", "kind", "status", "file_name", "uploaded_by", "uploaded_on", "review")
    list_filter = ("kind", "status")
    search_fields = ("title", "file_name", "sha256")
    list_select_related = ("uploaded_by",)
    exclude = ("file",)
    empty_why = "还没有上传过规划文件。"
    empty_todo = "点右上角“上传规划文件”，提取完成后逐条审核并发布。"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        may_upload = may(person(request), Action.SET_UP, on=today())
        return super().changelist_view(request, {"may_upload": may_upload, **(extra_context or {})})

    @admin.display(description="上传时间", ordering="uploaded_at")
    def uploaded_on(self, document: PlanDocument) -> str:
        return format_instant(document.uploaded_at)

    @admin.display(description="提取草稿")
    def review(self, document: PlanDocument) -> SafeString | str:
        draft = next(iter(document.drafts.all()), None)
        return _link(reverse("admin:draft", args=(draft.pk,)), "查看") if draft else "—"

    def get_queryset(self, request: HttpRequest) -> QuerySet[PlanDocument]:
        return super().get_queryset(request).prefetch_related("drafts")


@admin.register(ExtractionDraft)
class ExtractionDraftAdmin(TableAdmin):
    list_display = ("document", "extractor_version", "created_at", "review")
    list_filter = ("extractor_version",)
    search_fields = ("document__title",)
    list_select_related = ("document",)

    @admin.display(description="审核")
    def review(self, draft: ExtractionDraft) -> SafeString:
        return _link(reverse("admin:draft", args=(draft.pk,)), "打开")


@admin.register(Plan)
class PlanAdmin(FoundByWords, InOutMixin, TableAdmin):
    resource = PlanResource
    list_display = ("title", "code", "region", "years", "status", "is_exercise", "page",
                    "gaps", "versions", "keeping")  # fmt: skip
    list_filter = ("status", WithdrawnPlanFilter, "is_exercise",
                   ("region", UsedFilter))  # fmt: skip
    search_fields = ("pk",)
    list_select_related = ("region",)
    empty_why = "还没有发布过规划。"
    empty_todo = "在“规划文件”中上传，审核提取草稿后发布。"

    linked: ClassVar = {
        "page": Action.SEE_ALL,
        "gaps": Action.SEE_ALL,
        "versions": Action.SEE_ALL,
        "keeping": Action.SET_UP,
    }

    @admin.display(description="规划期", ordering="period_start")
    def years(self, plan: Plan) -> str:
        return format_years(plan.period_start, plan.period_end)

    @admin.display(description="规划页")
    def page(self, plan: Plan) -> SafeString:
        return _link(reverse("admin:plan", args=(plan.pk,)), "查看")

    @admin.display(description="差距")
    def gaps(self, plan: Plan) -> SafeString:
        return _link(f"{reverse('admin:gap_list')}?plan={plan.pk}", "查看")

    @admin.display(description="版次")
    def versions(self, plan: Plan) -> SafeString:
        return _link(reverse("admin:plan_versions", args=(plan.pk,)), "查看")

    @admin.display(description="办理")
    def keeping(self, plan: Plan) -> SafeString:
        return format_html_join(" ", '<a href="{}" class="nowrap">{}</a>', ways_of(plan)[:3])

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """With the ways to all that is kept for the plan."""
        plan = Plan.objects.filter(pk=object_id).first() if object_id.isdecimal() else None
        keeps = may(person(request), Action.SET_UP, on=today())
        ways = ways_of(plan) if plan and keeps else ()
        return super().change_view(
            request, object_id, form_url, {"ways": ways, **(extra_context or {})}
        )


@admin.register(Reissue)
class ReissueAdmin(TableAdmin):
    list_display = ("plan", "number", "doc_number", "published_on", "published_by", "reason")
    list_filter = (("plan", UsedFilter),)
    search_fields = ("plan__title", "doc_number", "reason")
    list_select_related = ("plan", "published_by")
    empty_why = "还没有规划重新印发过。"
    empty_todo = "在“规划”的“版次”中上传重新印发的文本。"

    @admin.display(description="发布时间", ordering="published_at")
    def published_on(self, reissue: Reissue) -> str:
        return format_instant(reissue.published_at)


class PassageAdmin(TableAdmin):
    """Rows read out of a document, with their sentence as it stands there, marks and all."""

    exclude = ("quote",)
    readonly_fields = ("sentence",)

    @admin.display(description="原文")
    def sentence(self, row: Passage) -> SafeString:
        return render_to_string("planapp/parts/quote.html", {"passage": context_of(row)})


@admin.register(Goal)
class GoalAdmin(FoundByWords, InOutMixin, PassageAdmin):
    resource = GoalResource
    list_display = ("code", "__str__", "plan")
    list_display_links = ("code", "__str__")
    list_filter = (("plan", UsedFilter), WithdrawnFilter)
    search_fields = ("pk",)
    list_select_related = ("plan",)


@admin.register(Indicator)
class IndicatorAdmin(FoundByWords, InOutMixin, PassageAdmin):
    resource = IndicatorResource
    list_display = ("name", "code", "plan", "measure", "promised", "target_year", "base",
                    "attribute", "tracked", "gap_page")  # fmt: skip
    list_filter = ("measure", "attribute", "tracked", ("plan", UsedFilter),
                   WithdrawnFilter)  # fmt: skip
    search_fields = ("pk",)
    list_select_related = ("plan", "series")
    linked: ClassVar = {"gap_page": Action.SEE_ALL}
    empty_why = "还没有发布过规划。"
    empty_todo = "规划发布后，采用的指标列在这里。"

    @admin.display(description="目标", ordering="target")
    def promised(self, indicator: Indicator) -> str:
        return target_phrase(indicator)

    @admin.display(description="基期值", ordering="base_value")
    def base(self, indicator: Indicator) -> str:
        return format_amount(indicator.base_value, indicator.series.value_unit)

    @admin.display(description="差距")
    def gap_page(self, indicator: Indicator) -> SafeString:
        return _link(reverse("admin:indicator", args=(indicator.pk,)), "查看")


@admin.register(Series)
class SeriesAdmin(FoundByWords, InOutMixin, TableAdmin):
    resource = SeriesResource
    list_display = ("code", "name", "value_unit", "entry", "region", "provider")
    list_filter = ("entry", ("region", UsedFilter))
    search_fields = ("pk",)
    list_select_related = ("region", "provider")


@admin.register(AnnualTarget)
class AnnualTargetAdmin(FoundByWords, InOutMixin, TableAdmin):
    resource = AnnualTargetResource
    beside = (TargetsByYearResource,)
    list_display = ("indicator", "year", "amount", "official", "doc_number", "is_demo")
    list_filter = ("official", "year")
    search_fields = ("indicator",)
    list_select_related = ("indicator",)

    @admin.display(description="年度目标值", ordering="value")
    def amount(self, aim: AnnualTarget) -> str:
        return format_amount(aim.value, aim.indicator.value_unit)


@admin.register(TargetRevision)
class TargetRevisionAdmin(TableAdmin):
    list_display = ("indicator", "effective_year", "authority", "doc_number", "state",
                    "proposed_by", "decided_by", "decided_at")  # fmt: skip
    list_filter = ("state", "effective_year")
    search_fields = ("indicator__name", "indicator__code", "doc_number")
    list_select_related = ("indicator", "proposed_by", "decided_by")
    empty_why = "还没有调整过目标或基期。"
    empty_todo = "管理员在指标页的“目标调整”里提出，另一位管理员确认。"


@admin.register(Breakdown)
class BreakdownAdmin(FoundByWords, TableAdmin):
    list_display = ("part", "whole", "how")
    list_filter = ("how", ("whole__plan", UsedFilter))
    search_fields = ("whole", "part")
    list_select_related = ("whole", "part")
    empty_why = "还没有分解过指标。"
    empty_todo = "管理员在指标页的“分解”里填写。"


@admin.register(Task)
class TaskAdmin(FoundByWords, InOutMixin, PassageAdmin):
    resource = TaskResource
    list_display = ("code", "__str__", "plan", "deadline", "due_on", "tracked")
    list_display_links = ("code", "__str__")
    list_filter = ("tracked", ("plan", UsedFilter), WithdrawnFilter)
    search_fields = ("pk",)
    list_select_related = ("plan",)
    empty_why = "还没有发布过规划。"
    empty_todo = "规划发布后，采用的任务列在这里。"


@admin.register(Responsibility)
class ResponsibilityAdmin(FoundByWords, InOutMixin, TableAdmin):
    resource = ResponsibilityResource
    list_display = ("unit", "role", "indicator", "task", "written_as", "valid_from", "valid_to")
    list_filter = ("role",)
    search_fields = ("unit", "task", "indicator")
    list_select_related = ("unit", "indicator", "task")


@admin.register(ReportingCycle)
class ReportingCycleAdmin(TableAdmin):
    list_display = ("plan", "__str__", "as_of_on", "opens_on", "due_on", "closed_on")
    list_filter = ("kind", ("plan", UsedFilter))
    list_select_related = ("plan",)
    date_hierarchy = "as_of_on"
    empty_why = "还没有开启过填报期。"
    empty_todo = "在规划的“启动准备”中开启。"

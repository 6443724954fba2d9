"""Documents, drafts, plans and what stands in them."""

from __future__ import annotations

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from planapp.admin.base import RegisterAdmin, TableAdmin
from planapp.models import (
    AnnualTarget,
    ExtractionDraft,
    Goal,
    Indicator,
    Plan,
    PlanDocument,
    ReportingCycle,
    Responsibility,
    Series,
    Task,
)


def _link(url: str, text: object) -> SafeString:
    return format_html('<a href="{}">{}</a>', url, text)


@admin.register(PlanDocument)
class PlanDocumentAdmin(TableAdmin):
    list_display = ("title", "kind", "status", "file_name", "uploaded_by", "uploaded_at", "review")
    list_filter = ("kind", "status")
    search_fields = ("title", "file_name", "sha256")
    list_select_related = ("uploaded_by",)
    exclude = ("file",)

    @admin.display(description="提取草稿")
    def review(self, document: PlanDocument) -> SafeString | str:
        draft = document.drafts.first()
        return _link(reverse("admin:draft", args=(draft.pk,)), "查看") if draft else "—"


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
class PlanAdmin(TableAdmin):
    list_display = ("title", "code", "region", "period", "status", "is_exercise", "set_up", "gaps")
    list_filter = ("status", "is_exercise", ("region", admin.RelatedOnlyFieldListFilter))
    search_fields = ("title", "code", "issuer", "doc_number")
    list_select_related = ("region",)

    @admin.display(description="启动准备")
    def set_up(self, plan: Plan) -> SafeString:
        return _link(reverse("admin:plan_setup", args=(plan.pk,)), "打开")

    @admin.display(description="差距")
    def gaps(self, plan: Plan) -> SafeString:
        return _link(f"{reverse('admin:gap_list')}?plan={plan.pk}", "查看")


@admin.register(Goal)
class GoalAdmin(TableAdmin):
    list_display = ("code", "__str__", "plan")
    list_display_links = ("code", "__str__")
    list_filter = (("plan", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("code", "heading", "quote")
    list_select_related = ("plan",)


@admin.register(Indicator)
class IndicatorAdmin(TableAdmin):
    list_display = ("code", "name", "plan", "measure", "comparator", "target", "value_unit",
                    "target_year", "attribute", "tracked", "gap_page")  # fmt: skip
    list_filter = ("measure", "attribute", "tracked", ("plan", admin.RelatedOnlyFieldListFilter))
    search_fields = ("code", "name", "quote")
    list_select_related = ("plan",)

    @admin.display(description="差距")
    def gap_page(self, indicator: Indicator) -> SafeString:
        return _link(reverse("admin:indicator", args=(indicator.pk,)), "查看")


@admin.register(Series)
class SeriesAdmin(TableAdmin):
    list_display = ("code", "name", "value_unit", "entry", "region", "provider")
    list_filter = ("entry", ("region", admin.RelatedOnlyFieldListFilter))
    search_fields = ("code", "name")
    list_select_related = ("region", "provider")


@admin.register(AnnualTarget)
class AnnualTargetAdmin(RegisterAdmin):
    list_display = ("indicator", "year", "value", "official", "doc_number", "is_demo")
    list_filter = ("official", "year")
    search_fields = ("indicator__name", "indicator__code")
    list_select_related = ("indicator",)
    autocomplete_fields = ("indicator",)


@admin.register(Task)
class TaskAdmin(TableAdmin):
    list_display = ("code", "__str__", "plan", "deadline", "due_on", "tracked")
    list_display_links = ("code", "__str__")
    list_filter = ("tracked", ("plan", admin.RelatedOnlyFieldListFilter))
    search_fields = ("code", "title", "quote")
    list_select_related = ("plan",)


@admin.register(Responsibility)
class ResponsibilityAdmin(TableAdmin):
    list_display = ("unit", "role", "indicator", "task", "written_as", "valid_from", "valid_to")
    list_filter = ("role",)
    search_fields = ("unit__name", "written_as", "task__title", "indicator__name")
    list_select_related = ("unit", "indicator", "task")


@admin.register(ReportingCycle)
class ReportingCycleAdmin(TableAdmin):
    list_display = ("plan", "__str__", "as_of_on", "opens_on", "due_on", "closed_on")
    list_filter = ("kind", ("plan", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("plan",)
    date_hierarchy = "as_of_on"

"""The forms of 督办: what a draft says, and which unit and round a new one is about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from planapp.domain.notice_drafts import Wording, kinds_for
from planapp.domain.terms import NoticeKind, UnitKind
from planapp.models import ReportingCycle, SupervisionNotice, Unit
from planapp.pages.days import DayField
from planapp.services.supervision_notices import DraftText


class DraftForm(forms.Form):
    """A draft's words, with the revision that was seen."""

    kind = forms.ChoiceField(label="种类")
    subject = forms.CharField(
        label="标题", max_length=400, widget=forms.Textarea(attrs={"rows": 2})
    )
    body = forms.CharField(
        label="正文",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="每段一行；事项清单、反馈时限、落款和日期由系统排在后面。",
    )
    reply_by = DayField(label="反馈时限", help_text="须为工作日。")
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, notice: SupervisionNotice) -> None:
        initial = {
            "kind": notice.kind,
            "subject": notice.subject,
            "body": notice.body,
            "reply_by": notice.reply_by,
            "seen": notice.revision,
        }
        super().__init__(data, initial=initial)
        kinds = kinds_for(UnitKind(notice.unit.kind))
        field = self.fields["kind"]
        field.choices = [(each.value, each.label) for each in kinds]  # type: ignore[attr-defined]  # a choice field's
        if len(kinds) == 1:
            label = UnitKind(notice.unit.kind).label
            field.help_text = f"{notice.unit}是{label}，只商请，不督办。"

    def text(self, kept: Iterable[int]) -> DraftText:
        given = self.cleaned_data
        wording = Wording(given["subject"], given["body"])
        return DraftText(NoticeKind(given["kind"]), wording, given["reply_by"], frozenset(kept))


class RoundChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not at run time
    """A round, named with its plan."""

    def label_from_instance(self, cycle: ReportingCycle) -> str:
        return f"《{cycle.plan.title}》{cycle}"


class PlaceForm(forms.Form):
    """Which unit is to be urged, about which round."""

    cycle = RoundChoice(
        label="填报期", queryset=ReportingCycle.objects.none(), empty_label="请选择"
    )
    unit = forms.ModelChoiceField(label="单位", queryset=Unit.objects.none(), empty_label="请选择")

    def __init__(
        self, *args: Any, cycles: QuerySet[ReportingCycle], units: QuerySet[Unit], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cycle"].queryset = cycles  # type: ignore[attr-defined]  # a field of rows
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]  # a field of rows

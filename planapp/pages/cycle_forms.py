"""The forms of 填报期: opening, moving the due date, reopening."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from planapp.domain.terms import CycleKind
from planapp.models import Plan
from planapp.pages.days import DayField
from planapp.pages.rows_field import RowsField
from planapp.services.cycles import LONGEST_REASON, CycleDates

_REASON = forms.Textarea(attrs={"rows": 2})


class CycleForm(forms.Form):
    """A round of one plan."""

    kind = forms.TypedChoiceField(label="种类", choices=CycleKind.choices(), coerce=CycleKind)
    as_of_on = DayField(label="数据截至")
    opens_on = DayField(label="开始填报")
    due_on = DayField(label="填报截止")

    def dates(self) -> CycleDates:
        given = self.cleaned_data
        return CycleDates(given["as_of_on"], given["opens_on"], given["due_on"])


class PlanChoices(RowsField):
    """Plans to tick, each with its period and whether it is an exercise."""

    def label_from_instance(self, plan: Plan) -> str:
        return f"{plan.title}（{plan.period}{'，演练' if plan.is_exercise else ''}）"


class CyclesForm(CycleForm):
    """The same round for several plans."""

    plans = PlanChoices(
        label="规划",
        queryset=Plan.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少勾选一个规划。"},
    )
    field_order = ("plans", "kind", "as_of_on", "opens_on", "due_on")

    def __init__(self, *args: Any, plans: QuerySet[Plan], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plans"].queryset = plans  # type: ignore[attr-defined]  # a field of rows


class MoveForm(forms.Form):
    """Another due date for an open round."""

    due_on = DayField(label="新的填报截止")
    reason = forms.CharField(label="原因", max_length=LONGEST_REASON, widget=_REASON)


class ReopenForm(forms.Form):
    """A closed round is opened again, with the day until which one may report."""

    due_on = DayField(
        label="填报截止",
        required=False,
        help_text="不填即沿用原来的截止日期；原截止已过的，未报的各项随即逾期。",
    )
    reason = forms.CharField(
        label="原因",
        max_length=LONGEST_REASON,
        widget=_REASON,
        help_text="留痕，并随站内信告知还有事项未报的单位。",
    )

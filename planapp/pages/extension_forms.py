"""The forms of 延期申请: asking for more time, telling a month of publication, deciding."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from planapp.clock import today
from planapp.domain.due_days import next_months
from planapp.domain.terms import ExtensionKind
from planapp.pages.days import DayField
from planapp.services.extensions import LONGEST, Request

MONTHS_AHEAD = 24


class MoreTimeForm(forms.Form):
    """A later day for all chosen items."""

    kind = ExtensionKind.MORE_TIME
    until = DayField(label="申请延至", help_text="须为原截止日期以后的工作日。")
    reason = forms.CharField(
        label="理由", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )

    def request(self) -> Request:
        given = self.cleaned_data
        return Request(self.kind, given["until"], given["reason"])


class NotPublishedForm(forms.Form):
    """The month in which the chosen figures are published."""

    kind = ExtensionKind.NOT_PUBLISHED
    until = forms.TypedChoiceField(
        label="预计公布月份",
        coerce=date.fromisoformat,
        help_text="公布以前不催报、不算逾期；当月开始填报，当月底截止。",
    )
    reason = forms.CharField(
        label="信息来源",
        max_length=LONGEST,
        help_text="从哪里知道这个月公布，例如统计局发布日程、主管部门来函及文号。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        months = next_months(today(), MONTHS_AHEAD)
        self.fields["until"].choices = [  # type: ignore[attr-defined]  # a choice field's
            ("", "请选择"),
            *((f"{first}", f"{first.year}年{first.month}月") for first in months),
        ]

    def request(self) -> Request:
        given = self.cleaned_data
        return Request(self.kind, given["until"], given["reason"])


AskForm = MoreTimeForm | NotPublishedForm
FORMS: dict[str, type[MoreTimeForm] | type[NotPublishedForm]] = {
    ExtensionKind.MORE_TIME: MoreTimeForm,
    ExtensionKind.NOT_PUBLISHED: NotPublishedForm,
}


class DecisionForm(forms.Form):
    """What a supervisor answers; without a day the one that was asked for is granted."""

    until = DayField(label="同意延至", required=False)
    answer = forms.CharField(
        label="批复意见",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="不同意的必须写明；同意的可以不写。",
    )

"""What is filled in for a figure, for a task, and beside either: the evidence."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from planapp.domain.gaps import alternatives, convert
from planapp.domain.reading import ATTACHABLE
from planapp.domain.terms import SelfAssessment, Vintage
from planapp.models import Series
from planapp.models.fields import validate_significant_digits
from planapp.pages.formats import format_amount, format_input
from planapp.services.reports import Words

_PLACES = Decimal("0.000001")  # of a stored amount


class WordsForm(forms.Form):
    """The text that goes with a figure or a task report."""

    narrative = forms.CharField(
        label="进展情况", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    problems = forms.CharField(
        label="存在问题",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="滞后、严重滞后或劣于基期等（黄灯、红灯）时，提交前必须写明。",
    )
    next_steps = forms.CharField(
        label="下一步措施",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="黄灯、红灯时必填，写明措施和完成时间。",
    )
    correction_reason = forms.CharField(
        label="更正原因",
        required=False,
        max_length=300,
        help_text="已审核的数据更正时必填；快报改为最终核实等后续数据不是更正，不必填写。",
    )

    def words(self) -> Words:
        given = self.cleaned_data
        return Words(given["narrative"], given["problems"], given["next_steps"])


class FigureForm(WordsForm):
    """A figure in any unit that converts exactly to that of its series."""

    value = forms.DecimalField(
        label="数值",
        max_digits=24,
        decimal_places=6,
        localize=False,
        validators=[validate_significant_digits],
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"invalid": "请填写数字，例如 1234.5。"},
    )
    unit = forms.ChoiceField(label="计量单位", required=False)
    vintage = forms.ChoiceField(
        label="数据性质", choices=Vintage.choices(), initial=Vintage.PRELIMINARY
    )
    source = forms.CharField(label="数据来源", required=False, max_length=200)
    field_order = ("value", "unit", "vintage", "source")

    def __init__(self, *args: Any, series: Series, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.value_unit = series.value_unit
        units = alternatives(self.value_unit)
        if len(units) == 1:
            del self.fields["unit"]
        else:
            self.fields["unit"].choices = [(unit, unit) for unit in units]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """`stored` is the value in the unit of the series."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("value") is not None:
            unit = given.get("unit") or self.value_unit
            try:
                given["stored"] = _as_stored(given["value"], unit, self.value_unit)
            except ValidationError as error:
                self.add_error("value", error)
        return given

    @property
    def conversion(self) -> str:
        """What will be stored, where it was entered in another unit."""
        stored = getattr(self, "cleaned_data", {}).get("stored")
        if stored is None or self.cleaned_data.get("unit") in {None, "", self.value_unit}:
            return ""
        return f"将保存为 {format_amount(stored, self.value_unit)}"


def _as_stored(value: Decimal, unit: str, value_unit: str) -> Decimal:
    """The value in the unit of its series. Raises ValidationError where digits would be lost."""
    if unit == value_unit:
        return value
    converted = convert(value, unit, value_unit)
    if converted != converted.quantize(_PLACES, ROUND_HALF_UP):
        told = format_input(converted)
        raise ValidationError(
            f"换算为 {told} {value_unit}，小数超过 6 位，存不下；请减少位数后再填。"
        )
    return converted


class TaskReportForm(WordsForm):
    self_assessment = forms.ChoiceField(
        label="自评",
        choices=[("", "请选择"), *SelfAssessment.choices()],
        error_messages={"required": "请先选择。"},
    )
    percent = forms.IntegerField(label="完成百分比", required=False, min_value=0, max_value=100)
    field_order = ("self_assessment", "percent")


class EvidenceForm(forms.Form):
    """A file or a link, sent along with the rest of the entry."""

    file = forms.FileField(
        label="文件",
        required=False,
        widget=forms.FileInput(attrs={"accept": ",".join(ATTACHABLE)}),
    )
    link = forms.CharField(
        label="链接",
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"placeholder": "https://", "inputmode": "url"}),
    )
    link_title = forms.CharField(label="链接名称", required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        file, limit = given.get("file"), settings.MAX_EVIDENCE_BYTES
        if file is not None and file.size > limit:
            self.add_error("file", f"文件超过上限 {limit // 1024 // 1024} MB。")
        elif file is None and not given.get("link") and not self.errors:
            raise ValidationError("请选择文件，或填写链接。")
        return given

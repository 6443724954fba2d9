"""What is filled in for a figure, for a task, and beside either: the evidence."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Self

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest

from planapp.domain.gaps import alternatives, convert
from planapp.domain.reading import ATTACHABLE
from planapp.domain.terms import SelfAssessment, Vintage
from planapp.models import Series
from planapp.pages.amounts import AmountInput
from planapp.pages.formats import format_amount, format_input
from planapp.services.reports import ALL_DONE, LONGEST_WORDS, Words

_PLACES = Decimal("0.000001")  # of a stored amount
_NOT_TOO_LONG = MaxLengthValidator(
    LONGEST_WORDS,
    f"最多 {LONGEST_WORDS} 字，现有 %(show_value)d 字；更详细的请作为佐证材料上传。",
)  # and no `max_length`: a browser cuts off what is pasted, without a word
_CHOOSE = "请从列出的几项中选择。"
_WHOLE_PERCENT = f"请填 0 到 {ALL_DONE} 的整数。"


class WordsForm(forms.Form):
    """The text that goes with a figure or a task report."""

    narrative = forms.CharField(
        label="进展情况",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[_NOT_TOO_LONG],
    )
    problems = forms.CharField(
        label="存在问题",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        validators=[_NOT_TOO_LONG],
        help_text="滞后、严重滞后或劣于基期等（黄灯、红灯）时，提交前必须写明。",
    )
    next_steps = forms.CharField(
        label="下一步措施",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        validators=[_NOT_TOO_LONG],
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

    value = AmountInput(label="数值", required=True, attrs={"autocomplete": "off"})
    unit = forms.ChoiceField(label="计量单位", required=False)
    vintage = forms.ChoiceField(
        label="数据性质",
        choices=Vintage.choices(),
        initial=Vintage.PRELIMINARY,
        error_messages={"invalid_choice": _CHOOSE},
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
        error_messages={"required": "请先选择。", "invalid_choice": _CHOOSE},
    )
    percent = forms.IntegerField(
        label="完成百分比",
        required=False,
        min_value=0,
        max_value=ALL_DONE,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _WHOLE_PERCENT),
    )
    field_order = ("self_assessment", "percent")


class FileForm(forms.Form):
    """A file that backs something: a scan, a letter."""

    nothing_given = "请先选择文件。"

    file = forms.FileField(
        label="文件",
        required=False,
        allow_empty_file=True,  # what is wrong with a file is told in one place
        widget=forms.FileInput(attrs={"accept": ",".join(ATTACHABLE)}),
    )

    @classmethod
    def sent_with(cls, request: HttpRequest) -> Self:
        """Bound where its own button was pressed: other buttons of a page ask for no file."""
        return cls(request.POST, request.FILES) if "attach" in request.POST else cls()

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        file, limit = given.get("file"), settings.MAX_EVIDENCE_BYTES
        if file is not None and file.size > limit:
            self.add_error("file", f"文件超过上限 {limit // 1024 // 1024} MB。")
        elif file is None and not given.get("link") and not self.errors:
            raise ValidationError(self.nothing_given)
        return given


class EvidenceForm(FileForm):
    """A file or a link, sent along with the rest of the entry."""

    nothing_given = "请选择文件，或填写链接。"

    link = forms.CharField(
        label="链接",
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"placeholder": "https://", "inputmode": "url"}),
    )
    link_title = forms.CharField(label="链接名称", required=False, max_length=200)

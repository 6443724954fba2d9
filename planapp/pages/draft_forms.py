"""The forms in which a reviewer corrects an item of a draft or adds one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from planapp.domain.extraction import VERSION, extract
from planapp.domain.extraction.payload import to_payload
from planapp.domain.terms import Comparator, ItemKind, Measure, Role
from planapp.models import DraftItem
from planapp.pages.amounts import AmountInput
from planapp.pages.draft_cards import LABELS

_YEAR = "请填写四位年份，例如 2025。"
YEAR_ERROR = {"invalid": _YEAR, "min_value": _YEAR, "max_value": _YEAR}
EMPTY_ROWS = 1  # for adding units where nothing runs in the browser


class ItemForm(forms.Form):
    """Fields of one kind of item; `values` gives them as a draft keeps them."""

    def values(self) -> dict[str, Any]:
        return {key: _stored(value) for key, value in self.cleaned_data.items()}


class GoalForm(ItemForm):
    heading = forms.CharField(label=LABELS["heading"], max_length=200, required=False)


class IndicatorForm(ItemForm):
    name = forms.CharField(label=LABELS["name"], max_length=200)
    measure = forms.ChoiceField(
        label=LABELS["measure"],
        choices=[(one.value, one.label) for one in Measure if one is not Measure.QUALITATIVE],
    )
    comparator = forms.ChoiceField(label=LABELS["comparator"], choices=Comparator.choices())
    value = AmountInput(label=LABELS["value"], required=True)
    value_max = AmountInput(label=LABELS["value_max"])
    unit = forms.CharField(label=LABELS["unit"], max_length=20, required=False)
    target_year = forms.IntegerField(
        label=LABELS["target_year"],
        required=False,
        min_value=1978,
        max_value=2100,
        error_messages=YEAR_ERROR,
    )
    base_year = forms.IntegerField(
        label=LABELS["base_year"],
        required=False,
        min_value=1949,
        max_value=2100,
        error_messages=YEAR_ERROR,
    )
    base_value = AmountInput(label=LABELS["base_value"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        low, high = cleaned.get("value"), cleaned.get("value_max")
        is_range = cleaned.get("comparator") == Comparator.RANGE
        if is_range and high is None and "value_max" not in self.errors:
            self.add_error("value_max", "“区间”要有上限。")
        elif not is_range and high is not None:
            self.add_error("value_max", "只有“区间”有上限。")
        elif low is not None and high is not None and high <= low:
            self.add_error("value_max", "上限要大于数值。")
        base, target = cleaned.get("base_year"), cleaned.get("target_year")
        if base and target and base >= target:
            self.add_error("base_year", f"基期年须早于目标年（{target}）。")
        if cleaned.get("base_value") is not None and not base and "base_year" not in self.errors:
            self.add_error("base_year", "有基期值须写明基期年。")
        return cleaned


class TaskForm(ItemForm):
    title = forms.CharField(label=LABELS["title"], max_length=300, required=False)
    number = forms.CharField(label=LABELS["number"], max_length=20, required=False)
    deadline = forms.CharField(label=LABELS["deadline"], max_length=60, required=False)
    roles = Role.choices()

    def rows(self) -> list[dict[str, str]]:
        """The units as the form shows them, with empty rows below."""
        blank = {"name": "", "role": Role.RESPONSIBLE.value}
        return [*self._written_units(), *[blank] * EMPTY_ROWS]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        units = self._written_units()
        if any(unit["role"] not in dict(self.roles) for unit in units):
            self.add_error(None, "请从列出的角色中选择。")
        cleaned["units"] = units
        return cleaned

    def _written_units(self) -> list[dict[str, str]]:
        if not self.is_bound:
            return list(self.initial.get("units") or ())
        assert isinstance(self.data, QueryDict)  # noqa: S101  # what a browser sends
        names, roles = self.data.getlist("unit_name"), self.data.getlist("unit_role")
        rows = zip(names, roles, strict=False)
        return [{"name": name.strip(), "role": role} for name, role in rows if name.strip()]


FORMS: dict[ItemKind, type[ItemForm]] = {
    ItemKind.GOAL: GoalForm,
    ItemKind.INDICATOR: IndicatorForm,
    ItemKind.TASK: TaskForm,
}


class PlaceForm(forms.Form):
    """Where a new item stands: offsets of a selection, or a passage copied from the text."""

    kind = forms.ChoiceField(label="类别", choices=ItemKind.choices())
    passage = forms.CharField(
        label="原文",
        strip=False,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="从原文中原样复制；要能唯一找到。",
    )
    start = forms.IntegerField(required=False, widget=forms.HiddenInput)
    end = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, text: str, **options: Any) -> None:
        self.text = text
        super().__init__(data, **options)

    def spot(self) -> dict[str, Any]:
        """Kind, start and end, once valid."""
        cleaned = self.cleaned_data
        kind = ItemKind(cleaned["kind"])
        return {"kind": kind, "start": cleaned["start"], "end": cleaned["end"]}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = cleaned.get("start"), cleaned.get("end")
        if start is not None and end is not None:
            if not 0 <= start < end <= len(self.text):
                self.add_error("passage", "选中的文字不在原文范围内，请重新选择。")
            return cleaned
        passage = (cleaned.get("passage") or "").replace("\r\n", "\n").strip()
        count = self.text.count(passage) if passage else 0
        if count != 1:
            self.add_error("passage", _why_not_found(passage, count))
        else:
            cleaned["start"] = self.text.index(passage)
            cleaned["end"] = cleaned["start"] + len(passage)
        return cleaned


def read_passage(passage: str, *, kind: ItemKind, **_: int) -> dict[str, Any]:
    """What the extractor makes of a passage alone: the fields to begin with."""
    if kind is not ItemKind.INDICATOR:
        title = re.split(r"[。；！？\n]", passage.strip(), maxsplit=1)[0]
        return {"heading": title[:60], "title": title[:60]}
    sentence = passage.strip().rstrip("，；、。") + "。"
    as_aim = f"一、发展目标\n{sentence}"  # outside such a section a figure may be no commitment
    found = to_payload(extract(as_aim), version=VERSION)["indicators"]
    return found[0] if found else {"name": passage.strip()[:60], "comparator": "ge"}


def form_for(item: DraftItem, data: Mapping[str, Any] | None = None) -> ItemForm:
    """The form of an item, filled with what it holds."""
    return FORMS[ItemKind(item.kind)](data, initial=item.current)


def _why_not_found(passage: str, count: int) -> str:
    if not passage:
        return "请选中或复制一段原文。"
    if not count:
        return "原文中没有这段文字，请原样复制。"
    return f"这段文字在原文中出现 {count} 次，请多复制几个字。"


def _stored(value: Any) -> Any:
    """As a draft keeps it: numbers as the decimal strings of the text, nothing as None."""
    if isinstance(value, Decimal):
        return format(value, "f")
    return None if value == "" else value

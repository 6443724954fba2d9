"""The set-up grid: a form for each indicator, from the rows as stored or as typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from planapp.clock import today
from planapp.domain.terms import Attribute, DuePath, Entry
from planapp.models import Indicator, Plan, Unit
from planapp.pages.amounts import AmountInput
from planapp.pages.formats import format_input
from planapp.queries.setup import SetupRow
from planapp.services.setup import IndicatorSetup
from planapp.services.units import UnitCarrier, carriers_of


class IndicatorSetupForm(forms.Form):
    """One row of the grid."""

    tracked = forms.BooleanField(label="跟踪", required=False)
    lead = forms.TypedChoiceField(label="牵头单位", required=False, empty_value=None)
    base_year = forms.IntegerField(label="基期年", required=False, min_value=1978, max_value=2100)
    base_value = AmountInput(label="基期值")
    value_unit = forms.CharField(label="计量单位", required=False, max_length=20)
    base_source = forms.CharField(label="基期来源", required=False, max_length=300)
    scope = forms.CharField(label="口径", required=False, max_length=200)
    provider = forms.TypedChoiceField(label="数据提供单位", required=False, empty_value=None)
    publication_month = forms.IntegerField(
        label="公布月份", required=False, min_value=1, max_value=12
    )
    attribute = forms.ChoiceField(label="属性", choices=Attribute.choices())
    entry = forms.ChoiceField(label="填报方式", choices=Entry.choices())
    path = forms.ChoiceField(label="应达路径", choices=DuePath.choices())

    def __init__(self, *args: Any, units: dict[int, Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name != "tracked":  # the row's own tick has its label beside it
                field.widget.attrs["aria-label"] = field.label
        for name, nobody in (("lead", "（未定）"), ("provider", "（牵头单位）")):
            field = self.fields[name]
            assert isinstance(field, forms.TypedChoiceField)  # noqa: S101  # declared above
            field.choices = [("", nobody), *((unit.pk, unit.name) for unit in units.values())]
            field.coerce = lambda pk: units[int(pk)]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("base_value") is not None and not given.get("base_source"):
            self.add_error("base_source", "有基期值须写明来源。")
        if self.initial["lead"] and not given.get("lead"):
            self.add_error("lead", "已有牵头单位，只能改为另一个单位。")
        return given


@dataclass(slots=True)
class GridRow:
    """An indicator with its form; `heirs` carry its lead's duties where the lead is no more.

    `offered` is how many figures of the text may be its base.
    """

    row: SetupRow
    form: IndicatorSetupForm
    heirs: tuple[UnitCarrier, ...] = ()
    offered: int = 0

    @property
    def indicator(self) -> Indicator:
        return self.row.indicator


def build_grid(
    plan: Plan,
    setup: list[SetupRow],
    *,
    sent: QueryDict | None = None,
    typed: QueryDict | None = None,
) -> list[GridRow]:
    """The rows with their forms; the units to choose from are read once.

    `sent` is what is to be checked and saved, `typed` what is only to be shown again: both hold
    the rows that the page had, and no other is drawn.
    """
    shown = sent or typed
    rows = [row for row in setup if shown is None or f"{_prefix(row)}-entry" in shown]
    units, heirs = _units(plan, rows), _heirs(rows)
    return [
        GridRow(
            row,
            IndicatorSetupForm(
                sent,
                prefix=_prefix(row),
                units=units,
                initial=_stored(row) if typed is None else _typed(row, typed),
            ),
            heirs=heirs.get(row.lead.pk, ()) if row.lead else (),
        )
        for row in rows
    ]


def setup_of(indicator: Indicator, form: IndicatorSetupForm) -> IndicatorSetup:
    """What a valid row asks to be written."""
    given = form.cleaned_data
    same_base = given["base_value"] == indicator.base_value
    return IndicatorSetup(
        indicator=indicator,
        lead=given["lead"],
        base_year=given["base_year"],
        base_value=given["base_value"],
        base_source=given["base_source"],
        base_is_demo=indicator.base_is_demo and same_base,
        attribute=Attribute(given["attribute"]),
        entry=Entry(given["entry"]),
        path=DuePath(given["path"]),
        value_unit=given["value_unit"],
        scope=given["scope"],
        provider=given["provider"],
        publication_month=given["publication_month"],
        tracked=given["tracked"],
    )


def _prefix(row: SetupRow) -> str:
    return f"i{row.indicator.pk}"


def _units(plan: Plan, rows: list[SetupRow]) -> dict[int, Unit]:
    """The living units of the region, and those that lead or provide already."""
    chosen = [unit for row in rows for unit in (row.lead, row.indicator.series.provider) if unit]
    living = Unit.objects.filter(region=plan.region, valid_to=None)
    return {unit.pk: unit for unit in (*living, *chosen)}


def _heirs(rows: list[SetupRow]) -> dict[int, tuple[UnitCarrier, ...]]:
    day = today()
    leads = [row.lead for row in rows if row.lead and row.lead.valid_to]
    gone = [unit for unit in leads if unit.valid_to and unit.valid_to < day]
    return {pk: tuple(heirs) for pk, heirs in carriers_of(gone, day).items()} if gone else {}


def _stored(row: SetupRow) -> dict[str, Any]:
    indicator, series = row.indicator, row.indicator.series
    return {
        "tracked": indicator.tracked,
        "lead": row.lead.pk if row.lead else "",
        "base_year": indicator.base_year,
        "base_value": format_input(indicator.base_value),
        "value_unit": series.value_unit,
        "base_source": indicator.base_source,
        "scope": series.scope,
        "provider": series.provider_id or "",
        "publication_month": series.publication_month,
        "attribute": indicator.attribute,
        "entry": series.entry,
        "path": indicator.path,
    }


def _typed(row: SetupRow, typed: QueryDict) -> dict[str, Any]:
    """The row as the person left it, unchecked."""
    prefix = _prefix(row)
    return {name: typed.get(f"{prefix}-{name}", "") for name in IndicatorSetupForm.base_fields}

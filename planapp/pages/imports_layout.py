"""对应关系: what each column of a ledger holds, confirmed by a person before anything is read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.db.models import QuerySet

from planapp.domain.ledger import REQUIRED, Column, Field, Mapping
from planapp.domain.terms import MemberRole, UnitKind
from planapp.imports.kinds import LEDGERS, Asked
from planapp.imports.layouts import from_json, to_json
from planapp.models import ImportRun, Plan
from planapp.queries.import_runs import regions_by_name, rounds_of

_FIRST_YEAR, _LAST_YEAR = 1978, 2100
_LAST_ROW = 200_000
_OPEN = ("", "（请选择）")
# What is said of all rows where no column does.
_SAME = {
    Asked.PERIOD: Field.PERIOD,
    Asked.REGION: Field.REGION,
    Asked.UNIT_KIND: Field.UNIT_KIND,
    Asked.MEMBER_ROLE: Field.MEMBER_ROLE,
}


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """A column of the ledger beside the fields in which it is confirmed."""

    column: Column
    field: forms.BoundField
    year: forms.BoundField
    unit: forms.BoundField

    @property
    def has_errors(self) -> bool:
        return bool(self.field.errors or self.year.errors or self.unit.errors)


class LayoutForm(forms.Form):
    """A table's mapping, column by column, with what the sheet itself does not state."""

    plan = forms.ModelChoiceField(
        label="规划", queryset=Plan.objects.none(), empty_label="（请选择）",
        help_text="表中的指标或任务在这份规划中查找。",
    )  # fmt: skip
    header_first = forms.IntegerField(label="表头从第几行", min_value=1, max_value=_LAST_ROW)
    header_last = forms.IntegerField(label="表头到第几行", min_value=1, max_value=_LAST_ROW)
    last_row = forms.IntegerField(label="数据到第几行", min_value=1, max_value=_LAST_ROW)
    measure = forms.CharField(
        label="全表计量单位", required=False, max_length=20,
        help_text="列标题、单位列和单元格都没有写明时采用。",
    )  # fmt: skip
    period = forms.ChoiceField(
        label="填报期", required=False, help_text="表中没有填报期一列时，各行都是这一期的进展。"
    )
    region = forms.CharField(
        label="行政区划", required=False, max_length=60,
        help_text="表中没有行政区划一列时，各单位都属于它；写代码（如 520000）或全称。",
    )  # fmt: skip
    unit_kind = forms.ChoiceField(
        label="类别", required=False,
        choices=[_OPEN, *((each.label, each.label) for each in UnitKind)],
        help_text="表中没有类别一列时，各单位都是这一类。",
    )  # fmt: skip
    member_role = forms.ChoiceField(
        label="角色", required=False,
        choices=[_OPEN, *((each.label, each.label) for each in MemberRole)],
        help_text="表中没有角色一列时，各人都是这个角色。",
    )  # fmt: skip
    first_leads = forms.BooleanField(
        label="第一个单位牵头", required=False, help_text="“责任单位”一列中排在第一的为牵头单位。"
    )
    remember = forms.BooleanField(
        label="记住对应关系", required=False, help_text="本单位下次上传同样表头的表格时直接采用。"
    )

    def __init__(
        self, given: Any, *, run: ImportRun, table: dict[str, Any], plans: QuerySet[Plan]
    ) -> None:
        self.run, self.table = run, table
        self.mapping = from_json(table["mapping"])
        self.ledgers = LEDGERS[run.kind]
        super().__init__(given, initial=self._initial(plans))
        plan, period = self.fields["plan"], self.fields["period"]
        assert isinstance(plan, forms.ModelChoiceField)  # noqa: S101  # declared above
        assert isinstance(period, forms.ChoiceField)  # noqa: S101  # as well
        plan.queryset = plans
        if Asked.PERIOD in self.ledgers.asks:
            self._offer_rounds(period, rounds_of(plans))
        for each in set(Asked) - set(self.ledgers.asks):
            del self.fields[each.value]
        if run.unit is None:
            del self.fields["remember"]
        for column in self.mapping.columns:
            self._add_column(column, self.ledgers.fields)

    def _initial(self, plans: QuerySet[Plan]) -> dict[str, Any]:
        first, last = self.mapping.header
        mine = list(plans[:2])
        return {
            "plan": self.run.plan_id or (mine[0].pk if len(mine) == 1 else None),
            "header_first": first,
            "header_last": last,
            "last_row": self.mapping.last_row,
            "measure": self.mapping.unit,
            "first_leads": self.mapping.first_leads,
            "remember": True,
            **{each.value: dict(self.mapping.same).get(field) for each, field in _SAME.items()},
        }

    def _offer_rounds(self, period: forms.ChoiceField, rounds: list[str]) -> None:
        """The one round that is open is proposed, never that of a mapping kept from before."""
        period.choices = [_OPEN, *((name, name) for name in rounds)]
        last = dict(self.mapping.same).get(Field.PERIOD)
        self.initial["period"] = rounds[0] if len(rounds) == 1 else None
        if not rounds:
            period.help_text = "现在没有开启的填报期，不能导入进展；需要导入的，请联系管理员开启。"
        elif last and last not in rounds:
            period.help_text = f"上次导入的“{last}”已经关闭，请核对这一次是哪一期。"

    def _add_column(self, column: Column, offered: tuple[Field, ...]) -> None:
        of = f"第 {column.letters} 列"
        fields = [each for each in Field if each in offered or each is column.field]
        self.fields[f"field_{column.number}"] = forms.ChoiceField(
            required=False,
            choices=[("", "（不导入）"), *((each.value, each.label) for each in fields)],
            initial=column.field and column.field.value,
            widget=forms.Select(attrs={"aria-label": f"{of}的内容"}),
        )
        self.fields[f"year_{column.number}"] = forms.IntegerField(
            required=False,
            min_value=_FIRST_YEAR,
            max_value=_LAST_YEAR,
            initial=column.year,
            widget=forms.NumberInput(attrs={"aria-label": f"{of}的年份"}),
        )
        self.fields[f"unit_{column.number}"] = forms.CharField(
            required=False,
            max_length=20,
            initial=column.unit,
            widget=forms.TextInput(attrs={"aria-label": f"{of}的计量单位"}),
        )

    @property
    def columns(self) -> list[ColumnRow]:
        return [
            ColumnRow(
                column,
                self[f"field_{column.number}"],
                self[f"year_{column.number}"],
                self[f"unit_{column.number}"],
            )
            for column in self.mapping.columns
        ]

    @property
    def chosen(self) -> int:
        """Which of the file's tables it is, from 0."""
        return int(self.run.tables.index(self.table))

    @property
    def needs(self) -> list[str]:
        """What the sheet leaves open, of what is taken in: deadlines are not."""
        left = ["时限"] if self.has_figures else ["时限", "计量单位", "年份"]
        if Asked.FIRST_LEADS not in self.ledgers.asks:
            left.append("只有责任单位一列")
        return [need for need in self.table["needs"] if not any(word in need for word in left)]

    @property
    def percent(self) -> int:
        """How sure the recognition is."""
        return round(100 * float(self.table["confidence"]))

    @property
    def has_figures(self) -> bool:
        return self.ledgers.figure is not None

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if not name[-1].isdigit()]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = given.get("header_first"), given.get("header_last")
        if first and last and first > last:
            self.add_error("header_last", "表头的最后一行不能在第一行之前。")
        if last and (given.get("last_row") or last + 1) <= last:
            self.add_error("last_row", "数据须在表头之下。")
        self._check_columns(given)
        return given

    def _check_columns(self, given: dict[str, Any]) -> None:
        held = {given.get(f"field_{column.number}") for column in self.mapping.columns}
        wanted = REQUIRED[self.ledgers.kinds[0]]
        names_itself = any(column.indicator for column in self.mapping.columns)
        if not held & set(wanted) and not names_itself:
            told = "”或“".join(each.label for each in wanted)
            self.add_error(None, f"请指定哪一列是“{told}”。")
        for column in self.mapping.columns:
            is_value = given.get(f"field_{column.number}") == self.ledgers.figure
            if (
                self.has_figures
                and is_value
                and not given.get(f"year_{column.number}")
                and Field.YEAR not in held
            ):
                self.add_error(f"year_{column.number}", "请填写这一列是哪一年的。")
        for each, field in _SAME.items():
            if each.value in self.fields and field not in held and not given.get(each.value):
                self.add_error(each.value, f"表中没有{each.label}一列，请在这里写明。")

    def clean_region(self) -> str:
        region: str = self.cleaned_data["region"]
        if region and region not in regions_by_name():
            raise forms.ValidationError(
                "没有这个行政区划，或有多个同名；请写代码（如 520000）或全称。"
            )
        return region

    def confirmed(self) -> Mapping:
        """The mapping as it was confirmed."""
        given = self.cleaned_data
        columns = tuple(self._confirmed(column) for column in self.mapping.columns)
        kinds = self.ledgers.kinds
        kind = self.mapping.kind if self.mapping.kind in kinds else kinds[0]
        return replace(
            self.mapping,
            kind=kind,
            header=(given["header_first"], given["header_last"]),
            last_row=given["last_row"],
            unit=given.get("measure") or "",
            first_leads=given.get("first_leads", False),
            same=tuple(
                (field, given[each.value]) for each, field in _SAME.items() if given.get(each.value)
            ),
            columns=columns,
        )

    def _confirmed(self, column: Column) -> Column:
        given = self.cleaned_data
        name = given[f"field_{column.number}"]
        return replace(
            column,
            field=Field(name) if name else None,
            year=given[f"year_{column.number}"],
            unit=given[f"unit_{column.number}"].strip(),
            is_sure=True,
        )

    def layout(self) -> dict[str, Any]:
        """What is kept with the import."""
        return {
            "sheet": self.table["sheet"],
            "fingerprint": self.table["fingerprint"],
            "mapping": to_json(self.confirmed()),
        }

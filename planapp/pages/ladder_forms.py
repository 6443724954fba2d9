"""The form of a ladder: a row for each rung, with some rows to add more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from planapp.domain.reminders import MOST_DAYS, TOLD_ROLES, Rule, find_faults
from planapp.domain.terms import MemberRole, ReminderKind

ROWS_TO_ADD = 3
_KINDS = (ReminderKind.DUE_SOON, ReminderKind.OVERDUE, ReminderKind.NOTICE)


class RungForm(forms.Form):
    """A rung; a row without a kind is none."""

    kind = forms.ChoiceField(
        label="种类", choices=[("", "—"), *((each.value, each.label) for each in _KINDS)],
        required=False,
    )  # fmt: skip
    days = forms.IntegerField(
        label="工作日数", min_value=0, max_value=MOST_DAYS, required=False,
        widget=forms.NumberInput(attrs={"class": "threshold"}),
    )  # fmt: skip
    role = forms.ChoiceField(
        label="提醒谁", choices=[(role.value, role.label) for role in TOLD_ROLES], required=False
    )
    every = forms.IntegerField(
        label="此后每几个工作日一次", min_value=1, max_value=MOST_DAYS, required=False,
        widget=forms.NumberInput(attrs={"class": "threshold"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("kind") and given.get("days") is None and "days" not in self.errors:
            self.add_error("days", "请填工作日数。")
        return given

    def rung(self) -> Rule | None:
        """What the row stands for; None of an empty one, or one that is to go."""
        given = self.cleaned_data
        if not given.get("kind") or given.get("DELETE"):
            return None
        kind = ReminderKind(given["kind"])
        if kind == ReminderKind.NOTICE:
            return Rule(kind, -given["days"], MemberRole.UNIT_HEAD, every=given["every"])
        days = given["days"] if kind == ReminderKind.DUE_SOON else -given["days"]
        role = MemberRole(given["role"] or MemberRole.REPORTER)
        return Rule(kind, days, role, every=given["every"])


class _LadderForms(forms.BaseFormSet[RungForm]):
    def clean(self) -> None:
        """The ladder as a whole, once each row can be read."""
        if not any(self.errors):
            raise_if_faulty(rungs_of(self))


def rungs_of(forms_: forms.BaseFormSet[RungForm]) -> list[Rule]:
    """The rungs that the rows stand for; once they were found valid."""
    return [rung for form in forms_.forms if (rung := form.rung()) is not None]


def raise_if_faulty(rungs: Sequence[Rule]) -> None:
    """Raise a ValidationError that names all that is wrong with the ladder."""
    if faults := find_faults(rungs):
        raise forms.ValidationError(faults)


LadderForms = forms.formset_factory(
    RungForm, formset=_LadderForms, extra=ROWS_TO_ADD, can_delete=True, max_num=60
)


def as_initial(rungs: Sequence[Rule]) -> list[dict[str, object]]:
    """The rungs as the form's rows begin."""
    return [
        {
            "kind": rung.kind.value,
            "days": abs(rung.workdays_before),
            "role": rung.recipient_role.value,
            "every": rung.every,
        }
        for rung in rungs
    ]

"""核定结论: the form in which a supervisor decides an indicator, a goal or a task."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest

from planapp.clock import now, today
from planapp.domain.standing import LIGHTS, Standing, statuses_of
from planapp.domain.terms import ItemKind, Light, Status
from planapp.models import Goal, Indicator, ReportingCycle, Task, Verdict
from planapp.pages.frame import person, telling
from planapp.rights import Action, may
from planapp.services.verdicts import record_verdict

NOTHING = ("", "请选择")


class VerdictForm(forms.Form):
    status = forms.ChoiceField(label="核定结论")
    light = forms.ChoiceField(label="灯号", choices=[NOTHING, *Light.choices()])
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 3}))
    basis = forms.CharField(
        label="依据",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="例如核查记录、统计公报、批复文件及文号。",
    )

    def __init__(self, *args: Any, kind: ItemKind = ItemKind.INDICATOR, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["status"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # declared above
        field.choices = [NOTHING, *((each.value, each.label) for each in statuses_of(kind))]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if "status" in given and "light" in given:
            fitting = LIGHTS[Status(given["status"])]
            if given["light"] not in fitting:
                words = "或".join(light.label for light in fitting)
                self.add_error("light", f"“{Status(given['status']).label}”应为{words}。")
        return given


def verdict_form(
    request: HttpRequest, *, kind: ItemKind, verdict: Verdict | None, usual: Standing | None = None
) -> VerdictForm | None:
    """The form with what was decided, or with what was computed; None without the right."""
    if not may(person(request), Action.REVIEW, on=today()):
        return None
    if verdict is not None:
        names = ("status", "light", "reason", "basis")
        return VerdictForm(kind=kind, initial={name: getattr(verdict, name) for name in names})
    return VerdictForm(kind=kind, initial=usual._asdict() if usual else {})


def keep_verdict(
    request: HttpRequest, form: VerdictForm, *, item: Indicator | Goal | Task, cycle: ReportingCycle
) -> bool:
    """Record what a valid form says, and tell so, or why not; whether it was recorded."""
    given = form.cleaned_data
    with telling(request, "核定结论已保存。", form) as outcome:
        record_verdict(
            item=item,
            cycle=cycle,
            status=Status(given["status"]),
            light=Light(given["light"]),
            reason=given["reason"],
            basis=given["basis"],
            by=person(request),
            at=now(),
        )
    return outcome.succeeded

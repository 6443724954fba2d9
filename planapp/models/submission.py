"""A unit's sheet for a cycle, sent as a whole, with its sign-off."""

from __future__ import annotations

from django.db import models

from planapp.domain.terms import SubmissionKind, SubmissionState
from planapp.models.cycle import ReportingCycle
from planapp.models.fields import TermField, person_field
from planapp.models.unit import Unit


class Submission(models.Model):
    """What a unit hands in for a cycle in one piece: its items point to it (报送单).

    The signed and stamped 审签单, or the letter that asks for the figures to be entered (代填),
    is its evidence. `number` counts the submissions of a unit in a cycle from 1.
    """

    cycle = models.ForeignKey(
        ReportingCycle, models.PROTECT, related_name="submissions", verbose_name="填报期"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="报送单位")
    number = models.PositiveSmallIntegerField("次数")
    kind = TermField("种类", SubmissionKind, default=SubmissionKind.SHEET)
    state = TermField("状态", SubmissionState, default=SubmissionState.PREPARING)
    note = models.TextField("报送说明", blank=True)
    letter_number = models.CharField("来函文号", max_length=60, blank=True)
    made_by = person_field("经办人")
    made_at = models.DateTimeField("制单时间")
    sent_by = person_field("报送人", optional=True)
    sent_at = models.DateTimeField("报送时间", null=True, blank=True)
    withdrawn_by = person_field("撤回人", optional=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawal_reason = models.CharField("撤回原因", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "报送单"
        ordering = ("cycle", "unit", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("cycle", "unit", "number"), name="%(app_label)s_%(class)s_number"
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit} {self.cycle} 第{self.number}次报送"

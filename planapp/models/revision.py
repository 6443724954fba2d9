"""Targets and bases that were changed after the plan was published; the old ones stay."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from planapp.domain.terms import RevisionState
from planapp.models.fields import AmountField, TermField
from planapp.models.indicator import Indicator
from planapp.models.plan import Reissue

# What may be revised; each stands on a revision as it was (`old_…`) and as it becomes (`new_…`).
REVISABLE = ("target", "target_max", "target_year", "base_year", "base_value")


def _amount(label: str) -> AmountField:
    return AmountField(label, null=True, blank=True)


def _year(label: str) -> models.PositiveSmallIntegerField:  # type: ignore[type-arg]  # four alike
    return models.PositiveSmallIntegerField(label, null=True, blank=True)


class TargetRevision(models.Model):
    """A change of an indicator's target or base from a year on (目标调整).

    The indicator holds what is in force for the newest year; a year before `effective_year` is
    judged by the `old_…` values of the first revision after it.
    """

    indicator = models.ForeignKey(
        Indicator, models.CASCADE, related_name="revisions", verbose_name="指标"
    )
    effective_year = models.PositiveSmallIntegerField("生效年度")
    old_target = _amount("原目标值")
    new_target = _amount("新目标值")
    old_target_max = _amount("原目标上限")
    new_target_max = _amount("新目标上限")
    old_target_year = _year("原目标年")
    new_target_year = _year("新目标年")
    old_base_year = _year("原基期年")
    new_base_year = _year("新基期年")
    old_base_value = _amount("原基期值")
    new_base_value = _amount("新基期值")
    authority = models.CharField("批准机关", max_length=200)
    doc_number = models.CharField("文号", max_length=60)
    reason = models.TextField("调整理由")
    reissue = models.ForeignKey(
        Reissue,
        models.RESTRICT,  # goes with its plan, but never alone
        null=True,
        blank=True,
        related_name="revisions",
        verbose_name="重新印发",
    )
    state = TermField("状态", RevisionState, default=RevisionState.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出人"
    )
    proposed_at = models.DateTimeField("提出时间")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="确认人",
    )
    decided_at = models.DateTimeField("确认时间", null=True, blank=True)
    refusal = models.CharField("不予确认的理由", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "目标调整"
        ordering = ("indicator", "effective_year", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("indicator",),
                condition=Q(state=RevisionState.PROPOSED),
                name="%(app_label)s_%(class)s_one_open",
            ),
            models.UniqueConstraint(
                fields=("indicator", "effective_year"),
                condition=Q(state=RevisionState.CONFIRMED),
                name="%(app_label)s_%(class)s_once_a_year",
            ),
            models.CheckConstraint(
                condition=~Q(state=RevisionState.CONFIRMED) | ~Q(decided_by=F("proposed_by")),
                name="%(app_label)s_%(class)s_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state=RevisionState.PROPOSED, decided_by=None)
                | Q(~Q(state=RevisionState.PROPOSED), decided_by__isnull=False),
                name="%(app_label)s_%(class)s_decided_by_someone",
            ),
        )

    def __str__(self) -> str:
        return f"{self.indicator} {self.effective_year}年起"

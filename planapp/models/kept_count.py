"""How many items stand how, kept by round so that no page counts a country's items one by one."""

from __future__ import annotations

from django.db import models

from planapp.domain.terms import Counted
from planapp.models.cycle import ReportingCycle
from planapp.models.fields import TermField


def _of_round(label: str) -> models.ForeignKey:  # type: ignore[type-arg]  # not generic at run time
    """No constraint of the database: its check would lock the round, and others wait for that."""
    return models.ForeignKey(
        ReportingCycle,
        models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name=label,
    )


class KeptCount(models.Model):
    """So many of a round's items that are alike (计数); `services.kept_counts` writes them."""

    cycle = _of_round("填报期")
    of = TermField("对象", Counted)
    place = models.PositiveBigIntegerField("地区或单位", null=True)  # of LED and ANSWERED the unit
    attribute = models.CharField("属性", max_length=16, blank=True)
    standing = models.CharField("测算与核定", max_length=80)  # as `queries.kept_counts` reads it
    number = models.PositiveIntegerField("数量")

    class Meta:
        verbose_name = verbose_name_plural = "计数"
        # All of it: nothing but the index is read.
        indexes = (
            models.Index(
                fields=("of", "cycle", "place", "attribute", "standing", "number"),
                name="kept_count_all",
            ),
        )

    def __str__(self) -> str:
        return f"{Counted(self.of).label} {self.standing} {self.number}"


class KeptRound(models.Model):
    """A round whose counts are kept; they hold as long as nothing in its plan is touched.

    Before the round is `over` a task without a word is waited for, afterwards it is missing.
    """

    cycle = models.OneToOneField(
        ReportingCycle,
        models.CASCADE,
        primary_key=True,
        db_constraint=False,
        related_name="kept",
        verbose_name="填报期",
    )
    over = models.BooleanField("填报已截止")

    class Meta:
        verbose_name = verbose_name_plural = "已计数的填报期"

    def __str__(self) -> str:
        return str(self.cycle)


class TouchedPlan(models.Model):
    """A plan in which something changed since its counts were kept.

    A row for every change, in its transaction: nobody waits for anybody, and who counts takes away
    what was there before the count began. No key to the plan, whose check would lock it.
    """

    plan_id = models.PositiveBigIntegerField("规划编号", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "待重新计数的规划"

    def __str__(self) -> str:
        return str(self.plan_id)

"""What a round's report said when the round was closed."""

from __future__ import annotations

from django.db import models

from planapp.models.audit import AppendOnly
from planapp.models.cycle import ReportingCycle


class FrozenReport(AppendOnly):
    """The data of a closed round's report (归档报告); a round that was reopened gets another one.

    `content` is what planapp.domain.monitoring wrote, `sha256` of its bytes. Never changed: the
    database refuses it as it does for the audit trail.
    """

    cycle = models.ForeignKey(
        ReportingCycle, models.PROTECT, related_name="frozen_reports", verbose_name="填报期"
    )
    version = models.PositiveSmallIntegerField("版次")
    closed_on = models.DateField("关闭日期")
    content = models.TextField("内容")
    sha256 = models.CharField("校验和 SHA-256", max_length=64)
    frozen_at = models.DateTimeField("归档时间")

    class Meta:
        verbose_name = verbose_name_plural = "归档报告"
        ordering = ("cycle", "-version")
        constraints = (
            models.UniqueConstraint(
                fields=("cycle", "version"), name="%(app_label)s_%(class)s_version"
            ),
        )

    def __str__(self) -> str:
        return f"{self.cycle.plan} {self.cycle} 第{self.version}版"

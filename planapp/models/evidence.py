"""What backs something handed in or found: files and links (佐证材料)."""

from __future__ import annotations

import secrets
from functools import reduce
from operator import or_
from pathlib import PurePath

from django.conf import settings
from django.db import models
from django.db.models import Q

from planapp.domain.terms import ScanState
from planapp.models.fields import TermField
from planapp.models.handling import Remark
from planapp.models.notice import SupervisionNotice
from planapp.models.report import ProgressRecord, TaskReport
from planapp.models.submission import Submission
from planapp.models.supervision import CheckVisit

Backed = ProgressRecord | TaskReport | Submission | Remark | CheckVisit | SupervisionNotice
BACKED: dict[type[models.Model], str] = {
    ProgressRecord: "record",
    TaskReport: "task_report",
    Submission: "submission",
    Remark: "remark",
    CheckVisit: "visit",
    SupervisionNotice: "notice",
}  # what evidence may back, by the field that points to it


def _backs_only(name: str) -> Q:
    return Q(**{f"{other}__isnull": other != name for other in BACKED.values()})


def random_name(_evidence: Evidence, file_name: str) -> str:
    """Where a file is kept: a name that tells nothing, the extension alone is the sender's."""
    return f"evidence/{secrets.token_hex(16)}{PurePath(file_name).suffix.lower()}"


class Evidence(models.Model):
    """One file or link that backs one thing; files leave only through a rights check."""

    record = models.ForeignKey(
        ProgressRecord,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name="数据填报",
    )
    task_report = models.ForeignKey(
        TaskReport,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name="任务进展",
    )
    submission = models.ForeignKey(
        Submission,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name="报送单",
    )
    remark = models.ForeignKey(
        Remark,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name="协办意见",
    )
    visit = models.ForeignKey(
        CheckVisit,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name="核查记录",
    )
    notice = models.ForeignKey(
        SupervisionNotice,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name="督办文书",
    )
    title = models.CharField("名称", max_length=200)
    url = models.URLField("链接", max_length=500, blank=True)
    file = models.FileField("文件", upload_to=random_name, blank=True)
    file_name = models.CharField("原文件名", max_length=200, blank=True)
    media_type = models.CharField("类型", max_length=100, blank=True)
    size = models.PositiveBigIntegerField("字节数", null=True, blank=True)
    sha256 = models.CharField("校验和 SHA-256", max_length=64, blank=True)
    scan = TermField("病毒检查", ScanState, default=ScanState.NOT_CHECKED)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间")
    is_demo = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "佐证材料"
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=reduce(or_, map(_backs_only, BACKED.values())),
                name="%(app_label)s_%(class)s_backs_one_thing",
            ),
            models.CheckConstraint(
                condition=(Q(url="") & ~Q(file="")) | (~Q(url="") & Q(file="")),
                name="%(app_label)s_%(class)s_file_or_link",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def backed(self) -> Backed:
        """What it backs."""
        found = (getattr(self, name) for name in BACKED.values())
        backed: Backed = next(one for one in found if one is not None)
        return backed

    @property
    def is_served(self) -> bool:
        """Whether its file may leave: never what is infected, nor what awaits a check."""
        unchecked = ScanState.CLEAN if settings.SCAN_COMMAND else ScanState.NOT_CHECKED
        return bool(self.file) and self.scan in {ScanState.CLEAN, unchecked}

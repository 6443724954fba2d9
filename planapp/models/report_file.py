"""What is handed in: files made in the background, and the offices' own layouts for them."""

from __future__ import annotations

import secrets
from pathlib import PurePath

from django.db import models

from planapp.domain.terms import FileState, PaperKind
from planapp.models.fields import TermField, person_field
from planapp.models.frozen_report import FrozenReport


def random_report_name(_run: ReportRun, file_name: str) -> str:
    """Where a file is kept: a name that tells nothing."""
    return f"reports/{secrets.token_hex(16)}{PurePath(file_name).suffix.lower()}"


def random_template_name(_template: ReportTemplate, file_name: str) -> str:
    """The same for a layout."""
    return f"templates/{secrets.token_hex(16)}{PurePath(file_name).suffix.lower()}"


class ReportRun(models.Model):
    """One file from being asked for to its end; only who asked for it gets it.

    `chosen` is the filter (fields of planapp.queries.gap_list.GapFilter, without its scope),
    `words` say it to people; both are empty for a kept report, of which `frozen` is made. `reach`
    is the mark of what the person got to see when it was made: once that changes, the file no
    longer leaves.
    """

    kind = models.CharField("内容", max_length=30)  # a name of planapp.reports.report_files
    file_name = models.CharField("文件名", max_length=200)
    chosen = models.JSONField("范围", default=dict, blank=True)
    words = models.JSONField("范围说明", default=list, blank=True)
    frozen = models.ForeignKey(
        FrozenReport,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="归档报告",
    )
    with_evidence = models.BooleanField("含佐证材料", default=False)
    state = TermField("状态", FileState, default=FileState.WAITING)
    done = models.PositiveIntegerField("已处理", default=0)
    total = models.PositiveIntegerField("总数", default=0)
    began_at = models.DateTimeField("开始时间", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    error = models.TextField("失败原因", blank=True)
    file = models.FileField("文件", upload_to=random_report_name, blank=True)
    size = models.PositiveBigIntegerField("字节数", default=0)
    sha256 = models.CharField("校验和 SHA-256", max_length=64, blank=True)
    reach = models.CharField("可见范围标记", max_length=64, blank=True)
    made_by = person_field("生成人")
    made_at = models.DateTimeField("提交时间")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "生成的文件"
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return self.file_name


class ReportTemplate(models.Model):
    """The layout that the office gave a kind of paper; without one, the product's own counts."""

    kind = TermField("报告", PaperKind, unique=True)
    file = models.FileField("文件", upload_to=random_template_name)
    file_name = models.CharField("文件名", max_length=200)
    size = models.PositiveBigIntegerField("字节数")
    sha256 = models.CharField("校验和 SHA-256", max_length=64)
    uploaded_by = person_field("上传人")
    uploaded_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = verbose_name_plural = "报告模板"
        ordering = ("kind",)

    def __str__(self) -> str:
        return f"{PaperKind(self.kind).label}模板《{self.file_name}》"

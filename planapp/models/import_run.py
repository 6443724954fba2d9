"""Ledgers on their way into the product, and how their columns were understood before."""

from __future__ import annotations

import secrets
from pathlib import PurePath

from django.db import models

from planapp.domain.terms import ImportPhase, ImportState
from planapp.models.fields import TermField, person_field
from planapp.models.plan import Plan
from planapp.models.unit import Unit


def random_import_name(_run: ImportRun, file_name: str) -> str:
    """Where a file is kept: a name that tells nothing, the extension alone is the sender's."""
    return f"imports/{secrets.token_hex(16)}{PurePath(file_name).suffix.lower()}"


class ImportRun(models.Model):
    """One uploaded file from its arrival to its end.

    `tables` are the ledgers found in it, `layout` the one that is read and how, as a person
    confirmed; both are empty where the headers are our own. `choices` say which item a name
    means. `preview` holds what was found: changes, problems and names, cut to what one reads.
    """

    kind = models.CharField("内容", max_length=30)  # a name of planapp.imports.kinds
    file = models.FileField("文件", upload_to=random_import_name)
    file_name = models.CharField("文件名", max_length=200)
    size = models.PositiveBigIntegerField("字节数")
    sha256 = models.CharField("校验和 SHA-256", max_length=64)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="上传单位"
    )
    plan = models.ForeignKey(
        Plan, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="规划"
    )
    state = TermField("状态", ImportState)
    tables = models.JSONField("识别结果", default=list, blank=True)
    layout = models.JSONField("对应关系", default=dict, blank=True)
    choices = models.JSONField("名称对应", default=dict, blank=True)
    preview = models.JSONField("预览", default=dict, blank=True)
    is_partial = models.BooleanField("只导入没有错误的行", default=False)
    new = models.PositiveIntegerField("新增", default=0)
    changed = models.PositiveIntegerField("改动", default=0)
    unchanged = models.PositiveIntegerField("不变", default=0)
    refused = models.PositiveIntegerField("有误", default=0)
    phase = TermField("阶段", ImportPhase, default=ImportPhase.WAITING)
    total = models.PositiveIntegerField("总行数", default=0)
    seconds = models.FloatField("用时（秒）", default=0)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    error = models.TextField("失败原因", blank=True)
    made_by = person_field("上传人")
    made_at = models.DateTimeField("上传时间")
    confirmed_by = person_field("确认人", optional=True)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "导入记录"
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return self.file_name


class ColumnMapping(models.Model):
    """How a unit's ledger with these headers was read, to be proposed the next time."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name="单位")
    kind = models.CharField("内容", max_length=30)
    fingerprint = models.CharField("表头", max_length=64)
    mapping = models.JSONField("对应关系")
    saved_by = person_field("保存人")
    saved_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = verbose_name_plural = "列映射"
        ordering = ("unit", "kind", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("unit", "kind", "fingerprint"), name="%(app_label)s_%(class)s_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit} {self.kind}"

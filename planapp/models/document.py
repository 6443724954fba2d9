"""Plan documents as received, and what was read out of them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from planapp.domain.terms import Decision, DocumentKind, DocumentStatus, ItemKind
from planapp.models.fields import TermField


class PlanDocumentQuerySet(models.QuerySet["PlanDocument"]):
    def awaiting_extraction(self) -> PlanDocumentQuerySet:
        return self.filter(status=DocumentStatus.RECEIVED)


class PlanDocument(models.Model):
    """A file as it came in; the text is its decoded content with normalised newlines."""

    title = models.CharField("标题", max_length=300)
    kind = TermField("文件性质", DocumentKind)
    file = models.FileField("原件", upload_to="documents/%Y/")
    file_name = models.CharField("文件名", max_length=200)
    media_type = models.CharField("类型", max_length=100)
    encoding = models.CharField("编码", max_length=20)
    sha256 = models.CharField("校验和 SHA-256", max_length=64, unique=True)
    text = models.TextField("文本")
    status = TermField("状态", DocumentStatus, default=DocumentStatus.RECEIVED)
    error = models.TextField("提取失败原因", blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间")

    objects = PlanDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "规划文件"
        ordering = ("-uploaded_at", "-pk")

    def __str__(self) -> str:
        return self.title


class ExtractionDraft(models.Model):
    """The result of one extractor version on one document, before people decide."""

    document = models.ForeignKey(
        PlanDocument, models.CASCADE, related_name="drafts", verbose_name="规划文件"
    )
    extractor_version = models.CharField("提取器版本", max_length=20)
    header = models.JSONField("规划信息")
    facts = models.JSONField("原文已述数据", default=list)
    warnings = models.JSONField("提示", default=list)
    created_at = models.DateTimeField("提取时间")

    class Meta:
        verbose_name = verbose_name_plural = "提取草稿"
        ordering = ("-created_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("document", "extractor_version"),
                name="%(app_label)s_%(class)s_once_per_version",
            ),
        )

    def __str__(self) -> str:
        return f"{self.document}（{self.extractor_version}）"


# What a reviewer may change of an item; its place in the text stays as it was read.
CORRECTABLE: dict[str, tuple[str, ...]] = {
    ItemKind.GOAL: ("heading",),
    ItemKind.INDICATOR: (
        "name",
        "measure",
        "comparator",
        "value",
        "value_max",
        "unit",
        "target_year",
        "base_year",
        "base_value",
    ),
    ItemKind.TASK: ("number", "title", "deadline", "units"),
}


class DraftItem(models.Model):
    """One goal, indicator or task of a draft with the decision a person made on it."""

    draft = models.ForeignKey(
        ExtractionDraft, models.CASCADE, related_name="items", verbose_name="提取草稿"
    )
    kind = TermField("类别", ItemKind)
    position = models.PositiveIntegerField("序号")
    extracted = models.JSONField("提取结果")
    corrected = models.JSONField("修改后", null=True, blank=True)
    decision = TermField("决定", Decision, default=Decision.PENDING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="决定人",
    )
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    is_added = models.BooleanField("人工补充", default=False)
    revision = models.PositiveIntegerField("修订次数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "提取条目"
        ordering = ("draft", "kind", "position")
        constraints = (
            models.UniqueConstraint(
                fields=("draft", "kind", "position"), name="%(app_label)s_%(class)s_position"
            ),
        )

    def __str__(self) -> str:
        item = self.current
        return str(item.get("name") or item.get("title") or item.get("heading") or item["quote"])

    @property
    def current(self) -> dict[str, Any]:
        """The item as it stands: corrected where a person corrected it."""
        item: dict[str, Any] = self.extracted if self.corrected is None else self.corrected
        return item

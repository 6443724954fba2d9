from __future__ import annotations

import django.db.models.deletion
import planapp.domain.terms.report_files
import planapp.models.fields
import planapp.models.report_file
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("planapp", "0018_kept_counts"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=30, verbose_name="内容")),
                ("file_name", models.CharField(max_length=200, verbose_name="文件名")),
                ("chosen", models.JSONField(blank=True, default=dict, verbose_name="范围")),
                ("words", models.JSONField(blank=True, default=list, verbose_name="范围说明")),
                ("with_evidence", models.BooleanField(default=False, verbose_name="含佐证材料")),
                (
                    "state",
                    planapp.models.fields.TermField(
                        choices=[
                            ("waiting", "排队中"),
                            ("making", "生成中"),
                            ("done", "已生成"),
                            ("cancelled", "已取消"),
                            ("failed", "失败"),
                        ],
                        default=planapp.domain.terms.report_files.FileState["WAITING"],
                        max_length=16,
                        verbose_name="状态",
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0, verbose_name="已处理")),
                ("total", models.PositiveIntegerField(default=0, verbose_name="总数")),
                ("began_at", models.DateTimeField(blank=True, null=True, verbose_name="开始时间")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="尝试次数")),
                ("error", models.TextField(blank=True, verbose_name="失败原因")),
                (
                    "file",
                    models.FileField(
                        blank=True,
                        upload_to=planapp.models.report_file.random_report_name,
                        verbose_name="文件",
                    ),
                ),
                ("size", models.PositiveBigIntegerField(default=0, verbose_name="字节数")),
                (
                    "sha256",
                    models.CharField(blank=True, max_length=64, verbose_name="校验和 SHA-256"),
                ),
                ("reach", models.CharField(blank=True, max_length=64, verbose_name="可见范围标记")),
                ("made_at", models.DateTimeField(verbose_name="提交时间")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="结束时间")),
                (
                    "frozen",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="planapp.frozenreport",
                        verbose_name="归档报告",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="生成人",
                    ),
                ),
            ],
            options={
                "verbose_name": "生成的文件",
                "verbose_name_plural": "生成的文件",
                "ordering": ("-made_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="ReportTemplate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    planapp.models.fields.TermField(
                        choices=[("annual", "监测评估报告"), ("circular", "情况通报")],
                        max_length=16,
                        unique=True,
                        verbose_name="报告",
                    ),
                ),
                (
                    "file",
                    models.FileField(
                        upload_to=planapp.models.report_file.random_template_name,
                        verbose_name="文件",
                    ),
                ),
                ("file_name", models.CharField(max_length=200, verbose_name="文件名")),
                ("size", models.PositiveBigIntegerField(verbose_name="字节数")),
                ("sha256", models.CharField(max_length=64, verbose_name="校验和 SHA-256")),
                ("uploaded_at", models.DateTimeField(verbose_name="上传时间")),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
            ],
            options={
                "verbose_name": "报告模板",
                "verbose_name_plural": "报告模板",
                "ordering": ("kind",),
            },
        ),
    ]

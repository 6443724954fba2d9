from __future__ import annotations

import planapp.models.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("planapp", "0012_supervision_notices")]

    operations = [
        migrations.CreateModel(
            name="JobRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("task_id", models.CharField(max_length=64, unique=True, verbose_name="编号")),
                ("job", models.CharField(max_length=60, verbose_name="作业")),
                ("arguments", models.CharField(max_length=300, verbose_name="参数")),
                (
                    "state",
                    planapp.models.fields.TermField(
                        choices=[
                            ("running", "执行中"),
                            ("retrying", "等待重试"),
                            ("done", "完成"),
                            ("idle", "无事可做"),
                            ("parked", "已搁置"),
                            ("settled", "后来已完成"),
                        ],
                        max_length=16,
                        verbose_name="状态",
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="尝试次数")),
                (
                    "worker",
                    models.CharField(blank=True, max_length=120, verbose_name="执行进程"),
                ),
                ("began_at", models.DateTimeField(verbose_name="开始时间")),
                (
                    "ended_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="结束时间"),
                ),
                (
                    "next_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="下次重试时间"),
                ),
                ("result", models.IntegerField(blank=True, null=True, verbose_name="处理数")),
                ("error", models.TextField(blank=True, verbose_name="失败原因")),
            ],
            options={
                "verbose_name": "作业记录",
                "verbose_name_plural": "作业记录",
                "ordering": ("-pk",),
                "indexes": [
                    models.Index(fields=["job", "state"], name="job_run_job"),
                    models.Index(fields=["began_at"], name="job_run_began"),
                    models.Index(
                        condition=models.Q(("state", "parked")),
                        fields=["job", "arguments"],
                        name="job_run_parked",
                    ),
                ],
            },
        ),
    ]

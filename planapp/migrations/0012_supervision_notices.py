from __future__ import annotations

import django.db.models.deletion
import planapp.domain.terms.notices
import planapp.models.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("planapp", "0011_reminder_course"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NoticeItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "matter",
                    planapp.models.fields.TermField(
                        choices=[
                            ("late", "逾期未报"),
                            ("unfinished", "逾期未完成"),
                            ("behind", "进度滞后"),
                        ],
                        default=planapp.domain.terms.notices.NoticeMatter["LATE"],
                        max_length=16,
                        verbose_name="情形",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="时限")),
                ("listed", models.BooleanField(default=True, verbose_name="列入")),
                ("live", models.BooleanField(default=True, verbose_name="督办中")),
                (
                    "settled_as",
                    planapp.models.fields.TermField(
                        blank=True,
                        choices=[
                            ("submitted", "已报送"),
                            ("finished", "已完成"),
                            ("extended", "已延期"),
                            ("not_published", "数据未公布"),
                            ("round_closed", "填报期已关闭"),
                            ("not_owed", "不再由该单位承担"),
                        ],
                        max_length=16,
                        verbose_name="办理结果",
                    ),
                ),
                (
                    "settled_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="办理时间"),
                ),
            ],
            options={
                "verbose_name": "督办事项",
                "verbose_name_plural": "督办事项",
                "ordering": ("due_on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="NoticeStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "act",
                    planapp.models.fields.TermField(
                        choices=[
                            ("drafted", "拟稿"),
                            ("edited", "修改"),
                            ("signed", "签发"),
                            ("acknowledged", "签收"),
                            ("answered", "反馈"),
                            ("sent_back", "退回反馈"),
                            ("closed", "办结"),
                            ("voided", "作废"),
                        ],
                        max_length=16,
                        verbose_name="步骤",
                    ),
                ),
                ("taken_at", models.DateTimeField(verbose_name="时间")),
                ("words", models.TextField(blank=True, verbose_name="内容")),
            ],
            options={
                "verbose_name": "督办办理过程",
                "verbose_name_plural": "督办办理过程",
                "ordering": ("taken_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="SupervisionNotice",
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
                        choices=[
                            ("notice", "督办通知单"),
                            ("letter", "督办函"),
                            ("request", "商请函"),
                        ],
                        default=planapp.domain.terms.notices.NoticeKind["NOTICE"],
                        max_length=16,
                        verbose_name="种类",
                    ),
                ),
                (
                    "state",
                    planapp.models.fields.TermField(
                        choices=[
                            ("draft", "草稿"),
                            ("signed", "已签发"),
                            ("acknowledged", "已签收"),
                            ("answered", "已反馈"),
                            ("closed", "已办结"),
                            ("void", "已作废"),
                        ],
                        default=planapp.domain.terms.notices.NoticeState["DRAFT"],
                        max_length=16,
                        verbose_name="状态",
                    ),
                ),
                ("mark", models.CharField(blank=True, max_length=20, verbose_name="发文代字")),
                (
                    "year",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="年份"),
                ),
                ("number", models.PositiveIntegerField(blank=True, null=True, verbose_name="序号")),
                ("office", models.CharField(blank=True, max_length=60, verbose_name="发文机关")),
                ("subject", models.CharField(max_length=400, verbose_name="标题")),
                ("body", models.TextField(verbose_name="正文")),
                ("reply_by", models.DateField(verbose_name="反馈时限")),
                ("revision", models.PositiveIntegerField(default=0, verbose_name="修订次数")),
                ("drafted_at", models.DateTimeField(verbose_name="拟稿时间")),
                ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="签发时间")),
                ("is_demo", models.BooleanField(default=False, verbose_name="演示数据")),
            ],
            options={
                "verbose_name": "督办文书",
                "verbose_name_plural": "督办文书",
                "ordering": ("-drafted_at", "-pk"),
            },
        ),
        migrations.RemoveConstraint(
            model_name="evidence",
            name="planapp_evidence_backs_one_thing",
        ),
        migrations.AddField(
            model_name="noticeitem",
            name="cycle",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="%(class)ss",
                to="planapp.reportingcycle",
                verbose_name="填报期",
            ),
        ),
        migrations.AddField(
            model_name="noticeitem",
            name="indicator",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="%(class)ss",
                to="planapp.indicator",
                verbose_name="指标",
            ),
        ),
        migrations.AddField(
            model_name="noticeitem",
            name="task",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="%(class)ss",
                to="planapp.task",
                verbose_name="任务",
            ),
        ),
        migrations.AddField(
            model_name="noticeitem",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="planapp.unit",
                verbose_name="单位",
            ),
        ),
        migrations.AddField(
            model_name="noticestep",
            name="taken_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="经办人",
            ),
        ),
        migrations.AddField(
            model_name="supervisionnotice",
            name="cycle",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notices",
                to="planapp.reportingcycle",
                verbose_name="填报期",
            ),
        ),
        migrations.AddField(
            model_name="supervisionnotice",
            name="drafted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="拟稿人",
            ),
        ),
        migrations.AddField(
            model_name="supervisionnotice",
            name="signed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="签发人",
            ),
        ),
        migrations.AddField(
            model_name="supervisionnotice",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notices",
                to="planapp.unit",
                verbose_name="主送单位",
            ),
        ),
        migrations.AddField(
            model_name="noticestep",
            name="notice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="steps",
                to="planapp.supervisionnotice",
                verbose_name="督办文书",
            ),
        ),
        migrations.AddField(
            model_name="noticeitem",
            name="notice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="items",
                to="planapp.supervisionnotice",
                verbose_name="督办文书",
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="notice",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="evidence",
                to="planapp.supervisionnotice",
                verbose_name="督办文书",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("notice__isnull", True),
                        ("record__isnull", False),
                        ("remark__isnull", True),
                        ("submission__isnull", True),
                        ("task_report__isnull", True),
                        ("visit__isnull", True),
                    ),
                    models.Q(
                        ("notice__isnull", True),
                        ("record__isnull", True),
                        ("remark__isnull", True),
                        ("submission__isnull", True),
                        ("task_report__isnull", False),
                        ("visit__isnull", True),
                    ),
                    models.Q(
                        ("notice__isnull", True),
                        ("record__isnull", True),
                        ("remark__isnull", True),
                        ("submission__isnull", False),
                        ("task_report__isnull", True),
                        ("visit__isnull", True),
                    ),
                    models.Q(
                        ("notice__isnull", True),
                        ("record__isnull", True),
                        ("remark__isnull", False),
                        ("submission__isnull", True),
                        ("task_report__isnull", True),
                        ("visit__isnull", True),
                    ),
                    models.Q(
                        ("notice__isnull", True),
                        ("record__isnull", True),
                        ("remark__isnull", True),
                        ("submission__isnull", True),
                        ("task_report__isnull", True),
                        ("visit__isnull", False),
                    ),
                    models.Q(
                        ("notice__isnull", False),
                        ("record__isnull", True),
                        ("remark__isnull", True),
                        ("submission__isnull", True),
                        ("task_report__isnull", True),
                        ("visit__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="planapp_evidence_backs_one_thing",
            ),
        ),
        migrations.AddIndex(
            model_name="supervisionnotice",
            index=models.Index(fields=["state", "reply_by"], name="notice_state_reply_by"),
        ),
        migrations.AddConstraint(
            model_name="supervisionnotice",
            constraint=models.UniqueConstraint(
                fields=("year", "number"), name="planapp_supervisionnotice_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="supervisionnotice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", planapp.domain.terms.notices.NoticeState["DRAFT"])),
                fields=("cycle", "unit"),
                name="planapp_supervisionnotice_one_draft",
            ),
        ),
        migrations.AddConstraint(
            model_name="supervisionnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("number__isnull", False),
                        ("signed_at__isnull", False),
                        ("year__isnull", False),
                    ),
                    models.Q(
                        ("number", None),
                        ("signed_at", None),
                        ("signed_by", None),
                        ("year", None),
                        ("state__in", ("draft", "void")),
                    ),
                    _connector="OR",
                ),
                name="planapp_supervisionnotice_number_when_signed",
            ),
        ),
        migrations.AddConstraint(
            model_name="noticeitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("indicator", None), ("task__isnull", False)),
                    models.Q(("indicator__isnull", False), ("task", None)),
                    _connector="OR",
                ),
                name="planapp_noticeitem_one_item",
            ),
        ),
        migrations.AddConstraint(
            model_name="noticeitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("live", True), ("task", None)),
                fields=("cycle", "unit", "indicator", "matter", "due_on"),
                name="planapp_noticeitem_indicator_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="noticeitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("indicator", None), ("live", True)),
                fields=("cycle", "unit", "task", "matter", "due_on"),
                name="planapp_noticeitem_task_once",
            ),
        ),
    ]

# Codes of an authenticator, recovery codes, and identities at the identity service.

import django.db.models.deletion
import planapp.models.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("planapp", "0005_submissions_and_assignments"),
    ]

    operations = [
        migrations.AlterField(
            model_name="securityevent",
            name="kind",
            field=planapp.models.fields.TermField(
                choices=[
                    ("login", "登录"),
                    ("logout", "退出"),
                    ("login_failed", "登录失败"),
                    ("locked", "登录锁定"),
                    ("password_changed", "修改密码"),
                    ("password_reset", "重置密码"),
                    ("sessions_ended", "结束登录"),
                    ("2fa_on", "开启两步验证"),
                    ("2fa_off", "停用两步验证"),
                    ("recovery_renewed", "更新恢复码"),
                    ("recovery_used", "使用恢复码"),
                    ("id_linked", "绑定统一身份"),
                    ("id_unlinked", "解除统一身份"),
                    ("download", "下载、导出"),
                    ("refused", "拒绝"),
                ],
                max_length=16,
                verbose_name="种类",
            ),
        ),
        migrations.CreateModel(
            name="RecoveryCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code_hash",
                    models.CharField(max_length=64, unique=True, verbose_name="恢复码哈希"),
                ),
                ("used_at", models.DateTimeField(null=True, verbose_name="使用时间")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recovery_codes",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="用户",
                    ),
                ),
            ],
            options={
                "verbose_name": "恢复码",
                "verbose_name_plural": "恢复码",
            },
        ),
        migrations.CreateModel(
            name="LinkedIdentity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "account",
                    models.CharField(max_length=150, unique=True, verbose_name="统一身份账号"),
                ),
                ("issuer", models.CharField(blank=True, max_length=250, verbose_name="身份服务")),
                (
                    "subject",
                    models.CharField(
                        blank=True, max_length=255, null=True, verbose_name="身份标识"
                    ),
                ),
                ("linked_at", models.DateTimeField(blank=True, null=True, verbose_name="绑定时间")),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="identity",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="用户",
                    ),
                ),
            ],
            options={
                "verbose_name": "统一身份",
                "verbose_name_plural": "统一身份",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("issuer", "subject"), name="planapp_linkedidentity_one_person"
                    )
                ],
            },
        ),
    ]

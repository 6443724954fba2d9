"""The register of organisations, through all their names and reforms."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from planapp.domain.terms import UnitKind
from planapp.models.fields import TermField
from planapp.models.region import Region


class UnitQuerySet(models.QuerySet["Unit"]):
    def get_by_natural_key(self, code: str) -> Unit:
        return self.get(code=code)

    def valid_on(self, day: date) -> UnitQuerySet:
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day)
        )


class Unit(models.Model):
    """An organisation that can be given a duty (单位)."""

    code = models.CharField("单位编码", max_length=30, unique=True)
    name = models.CharField("单位名称", max_length=100)
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="units", verbose_name="行政区划"
    )
    kind = TermField("类别", UnitKind, default=UnitKind.GOVERNMENT)
    valid_from = models.DateField("成立日期", null=True, blank=True)
    valid_to = models.DateField("撤销日期", null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ("region__code", "code")
        constraints = (
            models.UniqueConstraint(
                fields=("region", "name"), name="%(app_label)s_%(class)s_name_in_region"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.code,)


class UnitNameManager(models.Manager["UnitName"]):
    def get_by_natural_key(self, code: str, name: str) -> UnitName:
        return self.get(unit__code=code, name=name)


class UnitName(models.Model):
    """A name or short form under which a unit is written, and while it was in use."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="names", verbose_name="单位")
    name = models.CharField("名称或别名", max_length=100, db_index=True)
    valid_from = models.DateField("启用", null=True, blank=True)
    valid_to = models.DateField("停用", null=True, blank=True)

    objects = UnitNameManager()

    class Meta:
        verbose_name = verbose_name_plural = "单位名称"
        constraints = (
            models.UniqueConstraint(
                fields=("unit", "name"), name="%(app_label)s_%(class)s_once_per_unit"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str, str]:
        return (self.unit.code, self.name)


class UnitSuccessionManager(models.Manager["UnitSuccession"]):
    def get_by_natural_key(self, old: str, new: str, on: date) -> UnitSuccession:
        return self.get(predecessor__code=old, successor__code=new, on=on)


class UnitSuccession(models.Model):
    """A step of a reform: duties of one unit passing to another on a day, in a scope."""

    predecessor = models.ForeignKey(
        Unit, models.PROTECT, related_name="successions", verbose_name="原单位"
    )
    successor = models.ForeignKey(
        Unit, models.PROTECT, related_name="inheritances", verbose_name="承接单位"
    )
    on = models.DateField("生效日期")
    scope = models.CharField("承接职责", max_length=200, blank=True)

    objects = UnitSuccessionManager()

    class Meta:
        verbose_name = verbose_name_plural = "机构改革沿革"
        constraints = (
            models.UniqueConstraint(
                fields=("predecessor", "successor", "on"), name="%(app_label)s_%(class)s_once"
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=models.F("successor")),
                name="%(app_label)s_%(class)s_between_two_units",
            ),
        )

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"

    def natural_key(self) -> tuple[str, str, date]:
        return (self.predecessor.code, self.successor.code, self.on)

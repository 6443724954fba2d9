"""The work calendar where it departs from Monday to Friday."""

from __future__ import annotations

from django.db import models

from planapp.domain.day_words import day_in_words


class Workday(models.Model):
    """A day that is off though a weekday, or worked though a weekend (工作日历)."""

    day = models.DateField("日期", primary_key=True)
    is_working = models.BooleanField("上班")
    note = models.CharField("说明", max_length=60, blank=True)
    source = models.CharField("依据", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "工作日历"
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{day_in_words(self.day)} {'上班' if self.is_working else '休息'}"

"""The two kinds of numbers that rows hold: amounts and ratios."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from planapp.domain.terms import Term

SIGNIFICANT_DIGITS = 15  # SQLite keeps a decimal as a float: no more digits survive


def validate_significant_digits(value: Decimal) -> None:
    """Refuse what one of the databases could not give back unchanged."""
    if len(value.normalize().as_tuple().digits) > SIGNIFICANT_DIGITS:
        raise ValidationError(f"数值最多 {SIGNIFICANT_DIGITS} 位有效数字。")


class AmountField(models.DecimalField):  # type: ignore[type-arg]  # not generic at run time
    """A figure in the value unit named beside it; six decimals, fifteen significant digits."""

    def __init__(self, verbose_name: str | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 24)
        kwargs.setdefault("decimal_places", 6)
        kwargs.setdefault("validators", [validate_significant_digits])
        super().__init__(verbose_name, **kwargs)


class RatioField(models.DecimalField):  # type: ignore[type-arg]  # not generic at run time
    """A completion or progress as a fraction of 1; it may be negative or far above 1."""

    def __init__(self, verbose_name: str | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 24)
        kwargs.setdefault("decimal_places", 6)
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        super().__init__(verbose_name, **kwargs)


class TermField(models.CharField):  # type: ignore[type-arg]  # not generic at run time
    """One word of a closed vocabulary."""

    def __init__(self, verbose_name: str, terms: type[Term] | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 16)
        if terms is not None:
            kwargs["choices"] = terms.choices()
        super().__init__(verbose_name, **kwargs)


def person_field(label: str, *, optional: bool = False, indexed: bool = True) -> models.ForeignKey:  # type: ignore[type-arg]  # not generic at run time
    """Who took a step; an account that took one is never deleted.

    Not `indexed` where nobody asks for the rows of a person and they are written by the thousand.
    """
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=optional,
        blank=optional,
        db_index=indexed,
        related_name="+",
        verbose_name=label,
    )

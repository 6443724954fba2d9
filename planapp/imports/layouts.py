"""Mappings of ledgers as JSON: kept with an import, and for the next ledger of the kind."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping as Dictionary
from dataclasses import replace
from typing import Any

from planapp.domain.ledger import Column, Field, LedgerKind, Mapping, Recognised
from planapp.domain.terms import Vintage


def to_json(mapping: Mapping) -> dict[str, Any]:
    return {
        "kind": str(mapping.kind),
        "header": list(mapping.header),
        "last_row": mapping.last_row,
        "unit": mapping.unit,
        "year": mapping.year,
        "period_end": mapping.period_end,
        "first_leads": mapping.first_leads,
        "same": {str(field): text for field, text in mapping.same},
        "columns": [_column(column) for column in mapping.columns],
    }


def _column(column: Column) -> dict[str, Any]:
    return {
        "number": column.number,
        "header": column.header,
        "field": column.field and str(column.field),
        "year": column.year,
        "unit": column.unit,
        "vintage": column.vintage and str(column.vintage),
        "indicator": column.indicator,
        "is_sure": column.is_sure,
        "reasons": list(column.reasons),
        "samples": list(column.samples),
    }


def from_json(stored: Dictionary[str, Any]) -> Mapping:
    """What `to_json` wrote."""
    first, last = stored["header"]
    return Mapping(
        kind=LedgerKind(stored["kind"]),
        header=(first, last),
        last_row=stored["last_row"],
        unit=stored["unit"],
        year=stored["year"],
        period_end=stored["period_end"],
        first_leads=stored["first_leads"],
        same=tuple((Field(name), text) for name, text in stored.get("same", {}).items()),
        columns=tuple(
            Column(
                **each
                | {
                    "field": Field(each["field"]) if each["field"] else None,
                    "vintage": Vintage(each["vintage"]) if each["vintage"] else None,
                    "reasons": tuple(each["reasons"]),
                    "samples": tuple(each["samples"]),
                }
            )
            for each in stored["columns"]
        ),
    )


def fingerprint(mapping: Mapping) -> str:
    """The same for ledgers with the same headers in the same columns."""
    told = "\n".join(f"{column.number} {column.header}" for column in mapping.columns)
    return hashlib.sha256(told.encode()).hexdigest()


def table_json(found: Recognised, *, sheet: int) -> dict[str, Any]:
    """A recognised table as it is kept with an import: `sheet` is the number of its sheet."""
    return {
        "sheet": sheet,
        "name": found.sheet,
        "title": found.title,
        "confidence": found.confidence,
        "reasons": list(found.reasons),
        "needs": list(found.needs),
        "rows": len(found.rows),
        "skipped": [[each.number, each.reason, each.text] for each in found.skipped[:50]],
        "fingerprint": fingerprint(found.mapping),
        "mapping": to_json(found.mapping),
    }


def apply_kept(mapping: Mapping, kept: Dictionary[str, Any]) -> Mapping:
    """A proposal with what was confirmed for the same headers before; rows stay as found.

    Years are the ledger's own, and so is a unit that it states: those typed in last time were
    last time's.
    """
    before = from_json(kept)
    confirmed = {column.number: column for column in before.columns}
    is_same_unit = mapping.unit in {"", before.unit}
    return replace(
        before,
        header=mapping.header,
        last_row=mapping.last_row,
        unit=mapping.unit or before.unit,
        year=mapping.year,
        period_end=mapping.period_end,
        columns=tuple(
            replace(
                column,
                field=confirmed[column.number].field,
                unit=confirmed[column.number].unit if is_same_unit else column.unit,
                vintage=confirmed[column.number].vintage,
                indicator=confirmed[column.number].indicator,
                is_sure=True,
                reasons=("上次确认的对应关系",),
            )
            for column in mapping.columns
        ),
    )

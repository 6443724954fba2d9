"""What an import would do, as it is kept for its page: changes, problems, names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from planapp.domain.ledger import Problem
from planapp.imports.intake import Intake
from planapp.imports.sheet_resource import MOST_SHOWN, NEW, SheetResult
from planapp.services.import_runs import Counts

_MOST_PROBLEMS = 2000  # that are kept; the counts are of all
_MOST_NAMES = 500


def preview_of(intake: Intake, result: SheetResult) -> tuple[dict[str, Any], Counts]:
    """The preview as JSON, and how many rows are what."""
    problems = [*intake.problems, *_problems(intake, result)]
    refused = {(each.row, each.column) for each in intake.problems if each.is_error}
    preview = {
        "changes": list(_changes(intake, result)),
        "problems": [{**asdict(each), "place": each.place} for each in problems[:_MOST_PROBLEMS]],
        "problems_in_all": len(problems),
        "names": [asdict(each) for each in intake.names[:_MOST_NAMES]],
        "notes": intake.notes,
    }
    counts = Counts(result.new, result.changed, result.unchanged, result.refused + len(refused))
    return preview, counts


def _problems(intake: Intake, result: SheetResult) -> Iterator[Problem]:
    for each in result.problems:
        column = intake.column_at(each.place, each.header)
        row = intake.numbers[each.place]
        yield Problem(intake.sheet, row, column, each.header, each.value, each.reason)


def _changes(intake: Intake, result: SheetResult) -> Iterator[dict[str, Any]]:
    for shown in result.shown[:MOST_SHOWN]:
        yield {
            "row": intake.numbers[shown.number],
            "title": intake.title_at(shown.number),
            "is_new": shown.import_type == NEW,
            "cells": [[cell.header, cell.old, cell.new] for cell in shown.diff],
        }

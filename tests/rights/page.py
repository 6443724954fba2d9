"""The table as docs/rights.md shows it; `python -m tests.rights.page` prints it anew."""

from __future__ import annotations

from tests.rights.table import PAGES
from tests.rights.table.tables import TABLES

HEADS = (
    "reporter", "head", "unit admin", "supporting", "other unit", "supervisor", "other sup.",
    "idle sup.", "auditor", "admin", "system", "security", "superuser",
)  # fmt: skip
MARKS = {"o": "●", "3": "–", "4": "×"}


def as_markdown() -> str:
    """Pages, then tables, a row each; `●` open, `–` refused with the reason, `×` not found."""
    pages = [(name, row.letters) for name, row in PAGES.items()]
    rows = [(f"{name} (rows)", table.opens) for name, table in TABLES.items()]
    kept = [(f"{name} (change)", table.changes) for name, table in TABLES.items()
            if "o" in table.changes]  # fmt: skip
    parts = (("page", pages), ("table", rows), ("kept by hand", kept))
    return "\n\n".join("\n".join(_lines(head, lines)) for head, lines in parts)


def _lines(head: str, rows: list[tuple[str, str]]) -> list[str]:
    body = [
        f"| {name} | {' | '.join(MARKS[letter] for letter in letters.replace(' ', '')[1:])} |"
        for name, letters in rows
    ]
    return [f"| {head} | {' | '.join(HEADS)} |", "|---" * (len(HEADS) + 1) + "|", *body]


if __name__ == "__main__":
    print(as_markdown())  # noqa: T201

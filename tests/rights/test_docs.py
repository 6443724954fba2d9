"""docs/rights.md tells what the table says."""

from __future__ import annotations

from django.conf import settings

from tests.rights.page import as_markdown


def test_document_holds_the_table_as_it_is() -> None:
    text = (settings.BASE_DIR / "docs" / "rights.md").read_text(encoding="utf-8")
    assert text.partition("<!-- table -->\n")[2].strip() == as_markdown()

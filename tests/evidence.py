"""Evidence for the tests, with and without its file."""

from __future__ import annotations

import hashlib
from itertools import count
from typing import Any

from planapp.models import Evidence
from planapp.models.evidence import BACKED
from tests.factories import AT, make_record, make_user

PDF = b"%PDF-1.7\n%%EOF"

_numbers = count(1)


def make_evidence(**changes: Any) -> Evidence:
    """A PDF, not checked for viruses, of a new record unless what it backs is given.

    Its file is not there; give `file=ContentFile(…, name=…)` for one that is.
    """
    if not changes.keys() & set(BACKED.values()):
        changes["record"] = make_record()
    if "uploaded_by" not in changes:
        changes["uploaded_by"] = make_user()
    name = f"evidence-{next(_numbers):04d}"
    defaults = {"title": f"{name}.pdf", "uploaded_at": AT}
    if "url" not in changes:
        defaults |= {
            "file": f"evidence/{name}.pdf",
            "file_name": f"{name}.pdf",
            "media_type": "application/pdf",
            "size": 1024,
            "sha256": hashlib.sha256(name.encode()).hexdigest(),
        }
    return Evidence.objects.create(**defaults | changes)

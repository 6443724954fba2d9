"""Where the history of any business row is found: the audit trail, filtered to the row."""

from __future__ import annotations

from django.db.models import Model
from django.urls import reverse
from django.utils.http import urlencode

TRAIL = "admin:planapp_auditevent_changelist"


def history_url(row: Model) -> str:
    """The address; who may not read the audit trail is not shown it."""
    asked = {"row": row._meta.model_name or "", "row_pk": str(row.pk)}
    return f"{reverse(TRAIL)}?{urlencode(asked)}"

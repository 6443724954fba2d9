"""A decision made while the draft is being published: it counts, or it is refused. PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from planapp.domain.terms import Decision, DocumentStatus
from planapp.models import DraftItem, PlanDocument
from planapp.services.errors import Refused
from planapp.services.review import decide_item
from tests.database import waiting_for_us
from tests.factories import AT, make_document, make_draft, make_draft_item
from tests.processes import wait_until

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite's test database has one connection"
    ),
]


def test_decision_waits_for_a_publication_under_way(administrator):
    document = make_document(status=DocumentStatus.EXTRACTED)
    item = make_draft_item(draft=make_draft(document=document))

    def decide():
        try:
            decide_item(
                item=DraftItem.objects.get(pk=item.pk),
                decision=Decision.REJECTED,
                by=administrator,
                at=AT,
            )
        except Refused as refusal:
            return str(refusal)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            held = PlanDocument.objects.select_for_update().get(pk=document.pk)
            late = pool.submit(decide)
            wait_until(waiting_for_us, what="a decision that waits for the document")
            held.status = DocumentStatus.PUBLISHED
            held.save(update_fields=("status",))
        assert late.result() == "该文件已发布为规划，草稿不能再改。"
    item.refresh_from_db()
    assert item.decision == Decision.PENDING

"""Two who publish the same new printing at once: one wins, the other is told. Needs PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from planapp.models import ExtractionDraft, Plan, Reissue, Task
from planapp.services.errors import Refused
from planapp.services.reissues import publish_reissue
from tests.services.printings import LATER, draft_of_second, publish_first

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite's test database has one connection"
    ),
]


def test_one_of_two_publications_at_once_wins(administrator):
    plan_id, draft_id = publish_first(administrator).pk, draft_of_second().pk
    Plan.objects.update(issuer="省政府")
    barrier = Barrier(2)

    def publish(_):
        plan = Plan.objects.get(pk=plan_id)
        draft = ExtractionDraft.objects.select_related("document").get(pk=draft_id)
        barrier.wait()
        try:
            publish_reissue(
                plan=plan,
                draft=draft,
                reason="更正",
                doc_number="浙政〔2023〕9号",
                effective_year=2023,
                by=administrator,
                at=LATER,
            )
        except Refused as refusal:
            return str(refusal)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(publish, range(2)))
    assert said == ["", "这份文件已经发布过，请刷新页面查看规划的版次。"]
    assert (Reissue.objects.count(), Task.objects.count()) == (1, 4)

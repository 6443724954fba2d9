"""Tables cost no more queries for more rows."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from planapp.admin import base
from planapp.domain.terms import MemberRole
from planapp.models import Message
from tests.admin.rows import make_row
from tests.conftest import get_group
from tests.factories import make_membership, make_user
from tests.rights.table.tables import TABLES

pytestmark = pytest.mark.django_db

DISTINCT = {  # what the factories would make twice, or as a draft that only its unit sees
    "progressrecord": lambda _: {"state": "submitted"},
    "taskreport": lambda _: {"state": "submitted"},
    "reminderrule": lambda number: {"workdays_before": number},
    "workday": lambda number: {"day": date(2024, 1, number + 1)},
}


@pytest.mark.parametrize("table", sorted(TABLES))
def test_table_costs_no_more_queries_for_more_rows(table):
    client, user = Client(), make_user()
    for role in set(MemberRole) - {MemberRole.SUPERVISOR}:  # who between them see every row
        make_membership(user=user, role=role)
        get_group(role)
    client.force_login(user)
    url = reverse(f"admin:planapp_{table}_changelist")
    costs, lengths = set(), []
    for number in range(3):
        make_row(table, **DISTINCT.get(table, lambda _: {})(number))
        Message.objects.update(recipient=user)
        with CaptureQueriesContext(connection) as context:
            response = client.get(url)
        costs.add(len(context))
        lengths.append(len(response.context["cl"].result_list))
    assert (len(costs), lengths[2] - lengths[0]) == (1, 2)


@pytest.mark.parametrize(("few", "is_limited"), ((200, False), (100, True)))
def test_pages_of_few_keys_and_of_many_are_slices_of_the_list(few, is_limited, monkeypatch):
    """What is read of keys is all of them, or those up to the page."""
    monkeypatch.setattr(base, "_FEW_KEYS", few)
    client, user = Client(), make_user()
    make_membership(user=user, role=MemberRole.REPORTER)
    get_group(MemberRole.REPORTER)
    client.force_login(user)
    Message.objects.bulk_create(
        Message(recipient=user, subject=f"第{number}条", body="", created_at=at)
        for number, at in enumerate(datetime(2024, 1, 1 + n % 7, tzinfo=UTC) for n in range(120))
    )
    whole = list(Message.objects.values_list("subject", flat=True))
    url = reverse("admin:planapp_message_changelist")
    for page in (1, 2, 3):
        with CaptureQueriesContext(connection) as context:
            shown = client.get(url, {"p": page}).context["cl"].result_list
        assert [row.subject for row in shown] == whole[50 * (page - 1) : 50 * page]
        [keys] = [
            each["sql"]
            for each in context
            if each["sql"].startswith('SELECT "planapp_message"."id" AS "pk" FROM')
        ]
        assert ("LIMIT" in keys) == is_limited


def test_every_table_has_a_name_in_chinese():
    labels = [model._meta.verbose_name for model in admin.site._registry]
    assert [label for label in labels if label.isascii()] == []


@pytest.mark.parametrize("words", ["a\0b", "省 " * 5000])
def test_strange_words_are_looked_up(words, administrator_client):
    about = {"app_label": "planapp", "model_name": "unit", "field_name": "region"}
    url = reverse("admin:autocomplete")
    assert administrator_client.get(url, {**about, "term": words}).status_code == 200

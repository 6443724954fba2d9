"""Tables cost no more queries for more rows."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from planapp.domain.terms import MemberRole
from planapp.models import Message
from tests.admin.rows import make_row
from tests.conftest import get_group
from tests.factories import make_membership, make_user
from tests.rights.table import TABLES

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


def test_every_table_has_a_name_in_chinese():
    labels = [model._meta.verbose_name for model in admin.site._registry]
    assert [label for label in labels if label.isascii()] == []

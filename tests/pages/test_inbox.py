"""站内信."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories import make_message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]

INBOX = "/admin/inbox/"


def test_empty_inbox_says_so(reporter_client):
    assert "没有站内信" in reporter_client.get(INBOX).content.decode()


def test_inbox_shows_ones_own_messages_alone(reporter, supervisor, reporter_client):
    mine = make_message(recipient=reporter)
    make_message(recipient=supervisor)
    assert list(reporter_client.get(INBOX).context["page"]) == [mine]


def test_opened_message_is_shown_and_counts_as_read(reporter, reporter_client):
    row = make_message(recipient=reporter, body="有 3 项待填报。")
    assert reporter_client.get(INBOX).context["unread"] == 1
    text = reporter_client.get(reverse("admin:message", args=(row.pk,))).content.decode()
    assert "有 3 项待填报。" in text
    assert reporter_client.get(INBOX).context["unread"] == 0


def test_message_cannot_carry_markup(reporter, reporter_client):
    row = make_message(recipient=reporter, body="<script>alert(1)</script>")
    text = reporter_client.get(reverse("admin:message", args=(row.pk,))).content.decode()
    assert ("<script>alert" in text, "&lt;script&gt;alert" in text) == (False, True)


@pytest.mark.parametrize(
    ("line", "is_link"),
    [("查看：/admin/my/", True), ("见/admin/my/", False), ("查看：//example.org", False)],
)
def test_message_links_to_pages_of_ours_alone(reporter, reporter_client, line, is_link):
    row = make_message(recipient=reporter, body=f"已批复\n{line}")
    text = reporter_client.get(reverse("admin:message", args=(row.pk,))).content.decode()
    body = text.partition("message-body")[2].partition("</div>")[0]
    assert ("<a " in body) is is_link


def test_message_of_another_is_not_found_and_stays_unread(supervisor, reporter_client):
    row = make_message(recipient=supervisor)
    assert reporter_client.get(reverse("admin:message", args=(row.pk,))).status_code == 404
    row.refresh_from_db()
    assert row.read_at is None


def test_inbox_costs_no_more_queries_for_more_messages(reporter, reporter_client, count_queries):
    costs = set()
    for _ in range(3):
        make_message(recipient=reporter)
        costs.add(count_queries(reporter_client, INBOX))
    assert len(costs) == 1

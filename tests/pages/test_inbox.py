"""站内信."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories import make_message, make_reminder

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]

INBOX = "/admin/inbox/"


def entry_url(kind, cycle, item):
    return reverse(f"admin:{kind}_entry", args=(cycle.pk, item.pk))


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


def test_items_that_a_message_reminds_of_are_links(world, unit, reporter, reporter_client):
    row = make_message(recipient=reporter)
    remind = {"cycle": world.cycle, "recipient": reporter, "message": row}
    make_reminder(indicator=world.indicator, **remind)
    make_reminder(indicator=world.indicator, workdays_before=1, **remind)
    make_reminder(task=world.task, **remind)
    gone = make_reminder(recipient=reporter, message=row)  # owed by nobody any more
    response = reporter_client.get(reverse("admin:message", args=(row.pk,)))
    items = [(each.title, each.url) for each in response.context["items"]]
    assert items == [
        (str(world.indicator), entry_url("figure", world.cycle, world.indicator)),
        (str(world.task), entry_url("task", world.cycle, world.task)),
        (str(gone.indicator), ""),
    ]


def test_items_of_a_supervisors_message_lead_to_their_pages(world, supervisor, supervisor_client):
    row = make_message(recipient=supervisor)
    make_reminder(indicator=world.indicator, cycle=world.cycle, recipient=supervisor, message=row)
    response = supervisor_client.get(reverse("admin:message", args=(row.pk,)))
    [item] = response.context["items"]
    assert item.url == f"{world.indicator.get_absolute_url()}?cycle={world.cycle.pk}"
    assert reverse("admin:my_work") not in response.content.decode()  # it would be refused

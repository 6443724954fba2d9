"""From message to address: what is made, when it is tried, and what becomes of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from planapp import jobs
from planapp.clock import standing_on
from planapp.domain.terms import ChannelKind, DeliveryState
from planapp.models import AuditEvent, Delivery, Message
from planapp.models.delivery import CLAIM_EXPIRES_AFTER
from planapp.services.channel_settings import save_channel
from planapp.services.deliveries import retry_failed, send_next
from planapp.services.errors import Refused
from planapp.services.inbox import send_message, send_messages
from tests.channels import (
    make_channel,
    make_delivery,
    make_robot,
)
from tests.factories import AT, make_message, make_user
from tests.outside import Answer

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
W, S, F = DeliveryState.WAITING, DeliveryState.SENT, DeliveryState.FAILED
TO = "zhang@unit.example"


def write_to(user):
    return send_message(recipient_id=user.pk, subject="填报提醒", body="办理：/admin/", at=AT)


def made():
    return [(row.channel, row.address, row.state) for row in Delivery.objects.order_by("pk")]


def send_all(*, at):
    """How many were tried."""
    return sum(1 for _ in iter(lambda: send_next(at=at), False))


def test_message_without_a_channel_stays_in_the_inbox():
    make_channel(is_on=False)
    write_to(make_user(email=TO))
    assert (Message.objects.count(), made()) == (1, [])


@pytest.mark.parametrize(
    ("email", "phone", "prefers", "expected"),
    [
        (TO, "138", None, ("mail", TO)),
        ("", "138", None, ("gateway", "138")),
        ("", "", None, None),
        (" ", "", None, None),
        (TO, "138", "gateway", ("gateway", "138")),
        (TO, "", "gateway", ("mail", TO)),
        (TO, "138", "wecom", ("wecom", "张填报")),
        (TO, "138", "off", ("mail", TO)),
    ],
)
def test_message_goes_the_preferred_way_or_the_usual_one(email, phone, prefers, expected):
    channels = {
        "gateway": make_channel(kind=ChannelKind.GATEWAY, name="短信"),
        "wecom": make_channel(kind=ChannelKind.WECOM, is_default=False),
        "off": make_channel(kind=ChannelKind.GATEWAY, is_on=False),
        "mail": make_channel(),
    }
    user = make_user(
        email=email, phone=phone, full_name="张填报", preferred_channel=channels.get(prefers)
    )
    write_to(user)
    assert made() == ([(channels[expected[0]], expected[1], W)] if expected else [])


@pytest.mark.parametrize(("channels", "queries"), [(0, 2), (2, 4)])
@pytest.mark.parametrize("people", [1, 3])
def test_writing_to_any_number_costs_the_same(channels, people, queries, django_assert_num_queries):
    for _ in range(channels):
        make_channel()
    letters = {make_user(email=TO).pk: ("填报提醒", "内容") for _ in range(people)}
    with django_assert_num_queries(queries):
        send_messages(letters, at=AT)


def test_delivery_arrives_with_full_addresses_and_is_marked(mail_server, settings):
    settings.SITE_URL = "https://guihua.example/"
    make_channel()
    write_to(make_user(email=TO))
    assert send_all(at=AT) == 1
    row = Delivery.objects.get()
    assert (row.state, row.sent_at, row.attempts, row.next_at, row.error) == (S, AT, 1, None, "")
    [letter] = mail_server.letters
    assert "办理：https://guihua.example/admin/" in letter.get_body(("plain",)).get_content()


def test_delivery_that_keeps_failing_is_tried_five_times_and_then_given_up(mail_server):
    mail_server.refused[TO] = "450 come back later"
    make_delivery()
    at, waits = AT, []
    while send_all(at=at):
        row = Delivery.objects.get()
        if row.next_at is None:
            break
        assert (row.state, row.error) == (W, "邮件服务器拒收：450 come back later")
        assert send_all(at=row.next_at - timedelta(seconds=1)) == 0
        waits.append((row.next_at - at) / MINUTE)
        at = row.next_at
    assert waits == [1, 5, 30, 120]
    assert (row.state, row.attempts, row.is_refused) == (F, 5, False)
    assert send_all(at=at + timedelta(days=1)) == 0


def test_channel_that_is_down_for_days_loses_nothing_of_what_is_of_use(robots):
    made = [make_delivery(channel=make_robot(ChannelKind.WECOM, robots)) for _ in range(2)]
    robots.answers = [Answer("", 500)] * 1000
    at, waits = AT, []
    while len(waits) < 8:
        send_all(at=at)
        row = Delivery.objects.get(pk=made[0].pk)
        waits.append((row.next_at - at) / MINUTE)
        at = row.next_at
    assert waits == [1, 1, 2, 4, 8, 16, 30, 30]
    assert (row.state, row.attempts, row.error) == (W, 0, "对方服务器答复 500")
    send_all(at=AT + timedelta(days=6, hours=23))
    robots.answers = []
    assert send_all(at=AT + timedelta(days=7)) == 2
    assert set(Delivery.objects.values_list("state", flat=True)) == {S}


def test_channel_that_is_down_for_more_than_a_week_gives_up_what_is_old_and_says_why(robots):
    make_delivery(channel=make_robot(ChannelKind.WECOM, robots))
    robots.answers = [Answer("", 500)]
    assert send_all(at=AT + timedelta(days=7)) == 1
    row = Delivery.objects.get()
    assert (row.state, row.next_at, row.error) == (F, None, "对方服务器答复 500")


@pytest.mark.parametrize(
    "left", [{"claimed_at": AT, "state": S}, {"channel_rests_until": AT, "state": S}, {}]
)
def test_clock_that_is_set_back_holds_up_nothing(mail_server, left):
    channel = make_channel(per_minute=1)
    made = {"channel": channel, "made_at": AT, "next_at": AT}
    make_delivery(**made | left)
    make_delivery(**made | {"state": DeliveryState.SENDING, "claimed_at": AT, "attempts": 1})
    earlier = AT - timedelta(days=365)
    send_all(at=earlier)
    send_all(at=earlier + 2 * MINUTE)
    assert set(Delivery.objects.values_list("state", flat=True)) == {S}


def test_longer_wait_that_a_server_asks_for_is_kept_and_holds_up_the_channel(robots):
    channel = make_robot(ChannelKind.GATEWAY, robots)
    first, second = (make_delivery(channel=channel) for _ in range(2))
    robots.answers = [Answer("", 429, {"Retry-After": "600"})]
    assert send_all(at=AT) == 1
    first.refresh_from_db()
    assert first.next_at == AT + 10 * MINUTE
    assert send_all(at=AT + 9 * MINUTE) == 0
    assert send_all(at=AT + 11 * MINUTE) == 2
    assert set(Delivery.objects.values_list("state", flat=True)) == {S}
    second.refresh_from_db()
    assert second.attempts == 1


def test_channel_that_is_down_costs_each_delivery_no_attempt_of_its_own(robots):
    channel = make_robot(ChannelKind.GATEWAY, robots)
    for _ in range(3):
        make_delivery(channel=channel)
    robots.answers = [Answer("", 503)]
    assert send_all(at=AT) == 1
    attempts = Delivery.objects.order_by("pk").values_list("attempts", flat=True)
    assert list(attempts) == [0, 0, 0]


def test_address_that_bounces_is_marked_and_holds_up_nobody(mail_server):
    mail_server.refused[TO] = "550 no such user"
    bounced = make_delivery()
    reached = make_delivery(message=make_message(recipient=make_user(email="li@unit.example")))
    assert send_all(at=AT) == 2
    bounced.refresh_from_db()
    reached.refresh_from_db()
    refused = (F, "邮件服务器拒收：550 no such user", True)
    assert (bounced.state, bounced.error, bounced.is_refused) == refused
    assert (reached.state, reached.is_refused) == (S, False)


def test_channels_limit_per_minute_is_kept(robots):
    channel = make_robot(ChannelKind.WECOM, robots, per_minute=2)
    for _ in range(5):
        make_delivery(channel=channel)
    runs = [send_all(at=AT + number * MINUTE) for number in range(4)]
    assert runs == [2, 2, 1, 0]


def test_robot_that_has_enough_is_left_alone_and_nothing_is_lost(robots):
    channel = make_robot(ChannelKind.WECOM, robots)
    for _ in range(25):
        make_delivery(channel=channel)
    assert send_all(at=AT) == 21  # the robot takes twenty
    robots.taken.clear()
    assert send_all(at=AT + 2 * MINUTE) == 5
    assert set(Delivery.objects.values_list("state", flat=True)) == {S}


def test_channel_at_its_limit_does_not_hold_up_another(robots, mail_server):
    make_delivery(channel=make_robot(ChannelKind.WECOM, robots, per_minute=1))
    make_delivery(channel=Delivery.objects.get().channel)
    make_delivery(channel=make_channel())
    assert send_all(at=AT) == 2
    assert (len(robots.taken), len(mail_server.letters)) == (1, 1)


def test_claim_of_somebody_who_died_is_taken_over_when_it_runs_out(mail_server):
    claimed = {"state": DeliveryState.SENDING, "claimed_at": AT, "attempts": 1, "next_at": AT}
    make_delivery(**claimed)
    assert send_all(at=AT + CLAIM_EXPIRES_AFTER - timedelta(seconds=1)) == 0
    assert send_all(at=AT + CLAIM_EXPIRES_AFTER) == 1
    assert (Delivery.objects.get().state, len(mail_server.letters)) == (S, 1)


def test_delivery_that_kills_whoever_sends_it_is_given_up_at_last(mail_server):
    make_delivery(state=DeliveryState.SENDING, claimed_at=AT, attempts=5)
    assert send_all(at=AT + CLAIM_EXPIRES_AFTER) == 0
    row = Delivery.objects.get()
    assert (row.state, row.error, mail_server.letters) == (F, "发送时多次中断", [])


def test_recipient_who_left_is_sent_nothing(mail_server):
    row = make_delivery()
    row.message.recipient.is_active = False
    row.message.recipient.save()
    assert send_all(at=AT) == 1
    row.refresh_from_db()
    assert (row.state, row.error) == (DeliveryState.STOPPED, "收件人的账号已停用")
    assert mail_server.letters == []


def test_channel_that_is_switched_off_sends_nothing_of_what_waits(system_admin):
    row = make_delivery()
    row.channel.is_on = False
    save_channel(channel=row.channel, by=system_admin, at=AT)
    row.refresh_from_db()
    assert (row.state, row.error, send_all(at=AT)) == (DeliveryState.STOPPED, "渠道已停用", 0)


def test_what_failed_is_sent_again_to_the_address_of_today(mail_server, system_admin):
    mail_server.refused[TO] = "550 no such user"
    row = make_delivery()
    send_all(at=AT)
    user = row.message.recipient
    user.email = "zhang@new.example"
    user.save()
    later = AT + timedelta(days=1)
    assert retry_failed(channel=row.channel, by=system_admin, at=later) == 1
    assert send_all(at=later) == 1
    row.refresh_from_db()
    assert (row.state, row.attempts, row.is_refused) == (S, 1, False)
    assert [letter["To"] for letter in mail_server.letters] == ["zhang@new.example"]
    assert AuditEvent.objects.filter(action="deliveries.retried").count() == 1


@pytest.mark.parametrize(
    ("changes", "why"),
    [({"state": S}, "最近7天没有发送失败的"), ({"state": F, "made_at": AT}, "最近7天没有")],
)
def test_nothing_that_failed_lately_cannot_be_sent_again(system_admin, changes, why):
    row = make_delivery(**changes)
    with pytest.raises(Refused, match=why):
        retry_failed(channel=row.channel, by=system_admin, at=AT + timedelta(days=8))


def test_switched_off_channel_sends_nothing_again(system_admin):
    row = make_delivery(state=F, channel=make_channel(is_on=False))
    with pytest.raises(Refused, match="没有启用"):
        retry_failed(channel=row.channel, by=system_admin, at=AT)


def test_only_system_administrators_send_again(administrator):
    row = make_delivery(state=F)
    with pytest.raises(Refused, match="只有系统管理员"):
        retry_failed(channel=row.channel, by=administrator, at=AT)


def test_job_sends_all_that_waits_and_may_run_twice(mail_server, settings):
    settings.DEMO_DAYS = [AT.date() + timedelta(days=1)]
    for _ in range(3):
        make_delivery()
    assert [jobs.send_deliveries(), jobs.send_deliveries()] == [3, 0]
    assert len(mail_server.letters) == 3


def test_delivery_of_a_day_that_is_caught_up_is_claimed_by_the_clock_of_today(mail_server):
    make_delivery()
    before = timezone.now()
    with standing_on(AT.date()):
        assert jobs.send_deliveries() == 1
    row = Delivery.objects.get()
    assert row.claimed_at >= before  # or a worker of today would take the claim for a dead one's

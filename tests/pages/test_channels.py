"""送达渠道: set up, tried out and watched by system administrators; chosen by everybody."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from planapp.domain.terms import ChannelKind, DeliveryState
from planapp.models import AuditEvent, Channel, Delivery, SecurityEvent
from tests.channels import make_channel, make_delivery, make_robot
from tests.factories import AT
from tests.outside import Answer

pytestmark = pytest.mark.django_db

LIST = reverse("admin:channels")


@pytest.fixture(autouse=True)
def _stand_on_a_fixed_day(settings):
    settings.DEMO_DAYS = [AT.date()]
    settings.CHANNEL_HOSTS = []


def text_of(response):
    return response.content.decode()


def told(client, address, form):
    """What the page says after a form was sent."""
    response = client.post(address, form, follow=True)
    return [str(message) for message in response.context["messages"]]


def robot_form(**changes):
    form = {"name": "规划群", "per_minute": "20", "url": "https://robot.example/send",
            "key_variable": "CHANNEL_KEY", "is_on": "on"}  # fmt: skip
    return form | changes


def test_list_without_channels_says_what_to_do(system_admin_client):
    assert "还没有送达渠道" in text_of(system_admin_client.get(LIST))


@pytest.mark.parametrize("kind", list(ChannelKind))
def test_new_channel_of_each_kind_begins_with_what_it_needs(system_admin_client, kind):
    page = text_of(system_admin_client.get(reverse("admin:add_channel", args=(kind,))))
    robot = kind in {ChannelKind.WECOM, ChannelKind.DINGTALK}
    assert ("/send" in page, 'name="template"' in page) == (robot, kind == ChannelKind.GATEWAY)


def test_channel_of_no_kind_is_not_there(system_admin_client):
    address = reverse("admin:add_channel", args=("pigeon",))
    assert system_admin_client.get(address).status_code == 404


def test_channel_is_added_and_changed_on_the_record(system_admin_client):
    address = reverse("admin:add_channel", args=("wecom",))
    assert told(system_admin_client, address, robot_form()) == ["“规划群”已保存。"]
    row = Channel.objects.get()
    assert (row.kind, row.is_on, row.is_default) == (ChannelKind.WECOM, True, False)
    form = robot_form(name="填报群", per_minute="5")
    assert told(system_admin_client, reverse("admin:channel", args=(row.pk,)), form) != []
    row.refresh_from_db()
    assert (row.name, row.per_minute) == ("填报群", 5)
    assert AuditEvent.objects.filter(action="channel.saved").count() == 2


@pytest.mark.parametrize(
    ("kind", "changes", "why"),
    [
        ("wecom", {"url": "file:///etc/passwd"}, "地址不能使用：须为 https:// 或 http:// 开头"),
        ("wecom", {"url": "https://robot.example/\r\nX: y"}, "地址不能使用：须为 https://"),
        ("wecom", {"key_variable": "SECRET_KEY"}, "环境变量的名称须以 CHANNEL_ 开头"),
        ("wecom", {"key_variable": ""}, "机器人的密钥须放在环境变量里"),
        ("dingtalk", {"secret_variable": "DATABASE_URL"}, "DATABASE_URL 不能使用"),
        ("mail", {}, "请运维先设置 EMAIL_HOST"),
        ("gateway", {"template": "{}", "headers": "{}"}, "请填写请求内容"),
        ("gateway", {"template": '{"a": "{word}"}'}, "不认识的占位符：{word}"),
        ("gateway", {"template": '{"a": 1}', "success_path": "code"}, "要一起填写"),
    ],
)
def test_channel_that_cannot_work_is_refused_with_the_reason(
    system_admin_client, settings, kind, changes, why
):
    settings.EMAIL_HOST = ""
    address = reverse("admin:add_channel", args=(kind,))
    page = text_of(system_admin_client.post(address, robot_form(**changes)))
    assert (why in page, "规划群" in page) == (True, True)
    assert Channel.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"template": "[1]"}, "须为 JSON 对象"),
        ({"template": "{"}, "JSON"),
        ({"template": '{"a": 1}', "headers": '{"X": 1}'}, "请求头的值须为文字"),
        ({"template": '{"a": 1}', "headers": '{"X\\nY": "1"}'}, "一行英文字符"),
        ({"template": '{"a": 1}', "headers": '{"X": "值"}'}, "一行英文字符"),
        ({"template": '{"a": 1}', "per_minute": "0"}, "至少为1"),
    ],
)
def test_form_says_beside_the_field_what_is_wrong(system_admin_client, changes, why):
    address = reverse("admin:add_channel", args=("gateway",))
    response = system_admin_client.post(address, robot_form(**changes))
    assert why in str(response.context["form"].errors)
    assert Channel.objects.count() == 0


def test_host_outside_the_list_cannot_be_set_up(system_admin_client, settings):
    settings.CHANNEL_HOSTS = ["qyapi.weixin.qq.com"]
    address = reverse("admin:add_channel", args=("wecom",))
    page = text_of(system_admin_client.post(address, robot_form()))
    assert "主机 robot.example 不在允许的范围内" in page


def test_test_message_is_sent_at_once_and_is_on_the_record(system_admin_client, mail_server):
    row = make_channel(name="邮件", is_on=False)
    address = reverse("admin:test_channel", args=(row.pk,))
    [words] = told(system_admin_client, address, {"address": "me@unit.example"})
    assert words == "测试消息已交给“邮件”，请到 me@unit.example 查看。"
    assert [letter["To"] for letter in mail_server.letters] == ["me@unit.example"]
    assert AuditEvent.objects.get(action="channel.tested").subject == "邮件：已发出"
    assert Delivery.objects.count() == 0


def test_test_message_that_fails_tells_why(system_admin_client, robots):
    row = make_robot(ChannelKind.WECOM, robots, name="群")
    robots.answers = [Answer('{"errcode": 93000, "errmsg": "invalid webhook url"}')]
    address = reverse("admin:test_channel", args=(row.pk,))
    words = "机器人答复 93000 invalid webhook url"
    assert told(system_admin_client, address, {"address": "张"}) == [f"测试消息没有发出：{words}。"]
    assert AuditEvent.objects.get(action="channel.tested").subject == f"群：{words}"
    assert SecurityEvent.objects.filter(subject__contains=words).count() == 1


def test_test_message_to_nobody_is_not_sent(system_admin_client):
    address = reverse("admin:test_channel", args=(make_channel().pk,))
    assert told(system_admin_client, address, {}) == ["请填写测试消息发到哪里。"]


def test_list_shows_backlog_failures_and_refused_addresses(system_admin_client):
    channel = make_channel(name="邮件")
    make_delivery(channel=channel)
    failed = {"state": DeliveryState.FAILED, "is_refused": True, "claimed_at": AT}
    make_delivery(channel=channel, error="邮件服务器拒收：550 没有这个人", **failed)
    response = system_admin_client.get(LIST)
    assert "共1个渠道，1 份等待发送。" in text_of(response)
    assert "被退回的地址" in text_of(response)
    assert "邮件服务器拒收：550 没有这个人" in text_of(response)
    only = system_admin_client.get(LIST, {"state": "failed", "channel": channel.pk})
    assert [row.state for row in only.context["page"]] == [DeliveryState.FAILED]


def test_what_failed_is_put_back_at_a_press(system_admin_client):
    row = make_delivery(state=DeliveryState.FAILED)
    address = reverse("admin:retry_channel", args=(row.channel_id,))
    words = "1 份失败的已改为待发送，一分钟内开始重发。"
    assert told(system_admin_client, address, {}) == [words]
    row.refresh_from_db()
    assert row.state == DeliveryState.WAITING


def test_person_chooses_a_channel_that_reaches_them(reporter, reporter_client: Client):
    reporter.email, reporter.phone = "zhang@unit.example", ""
    reporter.save()
    mail = make_channel(name="邮件")
    make_channel(name="短信", kind=ChannelKind.GATEWAY)
    make_channel(name="旧邮件", is_on=False)
    address = reverse("admin:my_channel")
    response = reporter_client.get(address)
    assert "还从“邮件”送到 zhang@unit.example" in text_of(response)
    assert list(response.context["form"].fields["channel"].queryset) == [mail]
    assert told(reporter_client, address, {"channel": mail.pk}) == ["送达渠道已保存。"]
    reporter.refresh_from_db()
    assert reporter.preferred_channel == mail
    assert AuditEvent.objects.filter(action="user.channel_chosen", actor=reporter).count() == 1
    told(reporter_client, address, {"channel": ""})
    reporter.refresh_from_db()
    assert reporter.preferred_channel is None


def test_person_whom_nothing_reaches_has_nothing_to_choose(reporter_client):
    page = text_of(reporter_client.get(reverse("admin:my_channel")))
    assert ("现在只有站内信" in page, "没有可以选的渠道" in page) == (True, True)

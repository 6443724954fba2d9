"""Each channel against a real server: what arrives, and what every answer is taken for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from planapp.domain.terms import ChannelKind
from planapp.models import Channel
from planapp.services.channels import (
    Outgoing,
    PermanentFailure,
    TemporaryFailure,
    adapter_of,
    refusal_of_url,
)
from tests.channels import make_robot
from tests.outside import FROM, KEY, SECRET, Answer, closed_port

pytestmark = pytest.mark.django_db

BODY = "您有 1 项已逾期：\n1. 新能源装机 <容量>\n\n办理：https://guihua.example/admin/"
MESSAGE = Outgoing(subject="填报提醒：1 项已逾期", body=BODY, to="张填报", reference="delivery-7")
MAIL, TO = Channel(kind=ChannelKind.MAIL), "zhang@unit.example"
ROBOTS = (ChannelKind.WECOM, ChannelKind.DINGTALK, ChannelKind.GATEWAY)
PHONE = "13800000001"


def failure(channel, address=PHONE):
    """What sending there ends with."""
    with pytest.raises((TemporaryFailure, PermanentFailure)) as caught:
        adapter_of(channel).send(MESSAGE, address)
    return caught.value


def test_letter_arrives_as_text_and_as_html(mail_server):
    adapter_of(MAIL).send(MESSAGE, TO)
    [letter] = mail_server.letters
    heads = [letter[name] for name in ("Subject", "From", "To", "Message-ID", "Auto-Submitted")]
    message_id = "<delivery-7@guihua.example>"
    assert heads == [MESSAGE.subject, FROM, TO, message_id, "auto-generated"]
    text, html = (part.get_content() for part in letter.iter_parts())
    assert text.replace("\r\n", "\n") == f"张填报：\n\n{BODY}\n"
    assert '<a href="https://guihua.example/admin/"' in html
    assert "新能源装机 &lt;容量&gt;<br>" in html


@pytest.mark.parametrize(
    ("answer", "kind", "of_whom"),
    [
        ("550 no such user", PermanentFailure, True),
        ("553 bad name", PermanentFailure, True),
        ("450 mailbox busy", TemporaryFailure, False),
        ("452 full", TemporaryFailure, False),
    ],
)
def test_refused_recipient_concerns_that_address_alone(mail_server, answer, kind, of_whom):
    mail_server.refused[TO] = answer
    caught = failure(MAIL, TO)
    assert (type(caught), str(caught)) == (kind, f"邮件服务器拒收：{answer}")
    assert of_whom is getattr(caught, "of_address", False)
    assert not getattr(caught, "of_channel", False)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [("554 spam", PermanentFailure), ("451 try again later", TemporaryFailure)],
)
def test_refused_letter_is_no_fault_of_the_address(mail_server, answer, kind):
    mail_server.to_letters = answer
    caught = failure(MAIL, TO)
    assert (type(caught), str(caught)) == (kind, f"邮件服务器拒收：{answer}")
    assert (getattr(caught, "of_address", False), getattr(caught, "of_channel", True)) == (
        False,
        True,
    )


def test_mail_server_that_is_away_holds_up_the_channel(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with closed_port() as port:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        caught = failure(MAIL, TO)
    assert str(caught) == "邮件服务器没有响应（ConnectionRefusedError）"
    assert caught.of_channel


def test_account_that_the_mail_server_does_not_take_holds_up_the_channel(mail_server, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "tracker", "wrong"
    caught = failure(MAIL, TO)
    assert (type(caught), caught.of_channel) == (TemporaryFailure, True)


@pytest.mark.parametrize("address", ["no address", "a@b.example\nBcc: all@b.example", "@"])
def test_address_that_is_none_is_refused_before_it_is_sent_to(mail_server, address):
    caught = failure(MAIL, address)
    assert (type(caught), caught.of_address) == (PermanentFailure, True)
    assert mail_server.letters == []


def test_wecom_gets_markdown_and_its_key(robots):
    adapter_of(make_robot(ChannelKind.WECOM, robots)).send(MESSAGE, "张填报")
    [asked] = robots.taken
    assert asked.query == {"key": KEY}
    assert asked.data == {
        "msgtype": "markdown",
        "markdown": {
            "content": "**填报提醒：1 项已逾期**\n张填报\n您有 1 项已逾期：\n"
            "1. 新能源装机 ＜容量＞\n\n办理：[打开](https://guihua.example/admin/)"
        },
    }


def test_dingtalk_gets_a_fresh_signature_and_calls_the_person(robots):
    adapter_of(make_robot(ChannelKind.DINGTALK, robots)).send(MESSAGE, PHONE)
    [asked] = robots.taken
    assert sorted(asked.query) == ["access_token", "sign", "timestamp"]
    assert asked.data["at"] == {"atMobiles": [PHONE], "isAtAll": False}
    assert asked.data["markdown"]["title"] == MESSAGE.subject
    start = "**填报提醒：1 项已逾期**  \n@13800000001 张填报  \n"
    assert asked.data["markdown"]["text"].startswith(start)


def test_dingtalk_with_another_secret_is_refused_in_its_words(robots, settings):
    settings.CHANNEL_SECRETS = {"CHANNEL_KEY": KEY, "CHANNEL_SECRET": "another"}
    caught = failure(make_robot(ChannelKind.DINGTALK, robots))
    assert (type(caught), str(caught)) == (
        PermanentFailure,
        "机器人答复 310000 sign not match",
    )


def test_gateway_gets_its_template_filled_as_json(robots):
    adapter_of(make_robot(ChannelKind.GATEWAY, robots)).send(MESSAGE, PHONE)
    [asked] = robots.taken
    assert asked.data == {"phone": PHONE, "params": ["张填报", MESSAGE.subject], "type": 1}
    assert asked.headers["Authorization"] == f"Bearer {SECRET}"


def test_gateway_gets_its_template_filled_as_a_form(robots):
    template = {"mobile": "{address}", "content": "{subject} {link}", "id": "{reference}"}
    channel = make_robot(ChannelKind.GATEWAY, robots, template=template, is_form=True)
    adapter_of(channel).send(MESSAGE, PHONE)
    content = f"{MESSAGE.subject} https://guihua.example/admin/"
    assert robots.taken[0].data == {"mobile": [PHONE], "content": [content], "id": ["delivery-7"]}


@pytest.mark.parametrize("body", ['{"result": {"code": 9}}', '{"code": 0}', "ok", "[]", ""])
def test_gateway_that_does_not_say_that_it_worked_has_failed(robots, body):
    robots.answers = [Answer(body)]
    caught = failure(make_robot(ChannelKind.GATEWAY, robots))
    told = f"网关没有表示成功，答复：{body or '（空）'}"
    assert (type(caught), str(caught)) == (PermanentFailure, told)


def test_gateway_without_a_condition_is_content_with_any_2xx(robots):
    channel = make_robot(ChannelKind.GATEWAY, robots, success_path="", success_values="")
    robots.answers = [Answer("taken", status=202)]
    adapter_of(channel).send(MESSAGE, PHONE)
    assert len(robots.asked) == 1


@pytest.mark.parametrize("kind", ROBOTS)
@pytest.mark.parametrize(
    ("answer", "temporary", "wait"),
    [
        (Answer("", 429, {"Retry-After": "90"}), True, timedelta(seconds=90)),
        (Answer("", 429, {"Retry-After": "999999999999"}), True, timedelta(hours=2)),
        (Answer("", 429, {"Retry-After": "Mon, 01 Jan 2001 00:00:00 GMT"}), True, timedelta()),
        (Answer("", 429, {"Retry-After": "soon"}), True, None),
        (Answer("", 503), True, None),
        (Answer("", 500), True, None),
        (Answer("", 404), False, None),
        (Answer("", 403), False, None),
        (Answer("", 302, {"Location": "/wecom"}), False, None),
    ],
)
def test_status_says_whether_to_try_again(robots, kind, answer, temporary, wait):
    robots.answers = [answer]
    caught = failure(make_robot(kind, robots))
    assert isinstance(caught, TemporaryFailure) is temporary
    assert str(caught).startswith(f"对方服务器答复 {answer.status}")
    if temporary:
        assert (caught.of_channel, caught.retry_after) == (True, wait)
    assert len(robots.asked) == 1  # no redirect was followed


@pytest.mark.parametrize(
    ("kind", "code", "wait"),
    [
        (ChannelKind.WECOM, 45009, 1),
        (ChannelKind.WECOM, 45033, 1),
        (ChannelKind.WECOM, -1, 1),
        (ChannelKind.WECOM, 93000, None),
        (ChannelKind.DINGTALK, 130101, 10),
        (ChannelKind.DINGTALK, 410100, 10),
        (ChannelKind.DINGTALK, 300005, None),
    ],
)
def test_code_in_an_answer_of_200_says_whether_to_try_again(robots, kind, code, wait):
    robots.answers = [Answer(f'{{"errcode": {code}, "errmsg": "why {KEY}"}}')]
    caught = failure(make_robot(kind, robots))
    assert str(caught) == f"机器人答复 {code} why ***"
    after = getattr(caught, "retry_after", None)
    assert after == (timedelta(minutes=wait) if wait else None)


@pytest.mark.parametrize("body", ["<html>", "[1]", "{}", '{"errcode": null}'])
def test_answer_that_no_robot_gives_has_failed(robots, body):
    robots.answers = [Answer(body)]
    assert isinstance(failure(make_robot(ChannelKind.WECOM, robots)), PermanentFailure)


@pytest.mark.parametrize("answer", [Answer("{}", after=30), Answer("{" * 500, dribbles=True)])
def test_server_that_takes_its_time_is_not_waited_for(robots, settings, answer):
    settings.CHANNEL_SECONDS = 0.3
    robots.answers = [answer]
    caught = failure(make_robot(ChannelKind.WECOM, robots))
    assert (type(caught), caught.of_channel) == (TemporaryFailure, True)
    assert str(caught).startswith("对方服务器没有响应（")


def test_server_that_is_away_is_named_without_its_key(robots):
    with closed_port() as port:
        url = f"http://127.0.0.1:{port}/wecom"
        caught = failure(make_robot(ChannelKind.WECOM, robots, url=url))
    assert str(caught) == "对方服务器没有响应（ConnectionError）"


def test_secret_that_the_environment_lacks_holds_up_the_channel(robots):
    caught = failure(make_robot(ChannelKind.WECOM, robots, key_variable="CHANNEL_NONE"))
    assert str(caught) == "环境变量 CHANNEL_NONE 没有设置"
    assert (type(caught), robots.asked) == (TemporaryFailure, [])


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send", True),
        ("http://10.1.2.3:8080/sms", True),
        ("file:///etc/passwd", False),
        ("ftp://host/", False),
        ("gopher://host/", False),
        ("//host/path", False),
        ("https://", False),
        ("https://user:word@host/", False),
        ("https://host:port/", False),
        ("https://host/#fragment", False),
        ("", False),
    ],
)
def test_only_addresses_of_the_web_are_sent_to(url, allowed, settings):
    settings.CHANNEL_HOSTS = []
    assert (refusal_of_url(url) == "") is allowed


def test_host_that_is_not_on_the_list_is_not_sent_to(robots, settings):
    settings.CHANNEL_HOSTS = ["qyapi.weixin.qq.com"]
    caught = failure(make_robot(ChannelKind.WECOM, robots))
    assert str(caught).startswith("地址不能使用：主机 127.0.0.1 不在允许的范围内")
    assert (type(caught), robots.asked) == (PermanentFailure, [])

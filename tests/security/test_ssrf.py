"""Channels are sent to over the network, and never to what only this server can reach."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest

from planapp.services.channels import PermanentFailure, TemporaryFailure, refusal_of_url
from planapp.services.channels.http import post
from tests.outside import Answer, RobotServer

HIDDEN = (
    "http://localhost/", "http://LOCALHOST./", "http://127.0.0.1:6379/", "http://[::1]/",
    "http://0.0.0.0/", "http://[::]/", "http://169.254.169.254/latest/meta-data/",
    "http://[fe80::1%25eth0]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:169.254.169.254]/",
    "http://100.100.100.200/latest/meta-data/", "http://224.0.0.1/",
)  # fmt: skip


@pytest.mark.parametrize("url", HIDDEN)
def test_this_machine_and_its_cloud_are_refused_as_they_are_set_up(url: str, settings: Any) -> None:
    settings.CHANNEL_HOSTS = []
    assert "本机或云平台内部的地址" in refusal_of_url(url)
    settings.CHANNEL_HOSTS = [urlsplit(url).hostname]
    assert refusal_of_url(url) == ""


@pytest.mark.parametrize(
    "url", ["http://10.1.2.3/sms", "http://192.168.1.9:8080/", "https://[fd12::8]/"]
)
def test_the_intranet_is_where_gateways_stand(url: str, settings: Any) -> None:
    settings.CHANNEL_HOSTS = []
    assert refusal_of_url(url) == ""


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f000001", "0177.0.0.1"])
def test_name_is_judged_by_where_it_leads_before_anything_is_sent(
    host: str, robots: RobotServer, settings: Any
) -> None:
    settings.CHANNEL_HOSTS = []
    port = urlsplit(robots.url).port
    with pytest.raises(PermanentFailure, match="指向本机或云平台内部的地址"):
        post(f"http://{host}:{port}/wecom", data={})
    assert robots.asked == []
    with pytest.raises(PermanentFailure, match="指向本机"):  # over TLS there is not even a greeting
        post(f"https://{host}:{port}/wecom", data={})


def test_the_same_name_is_sent_to_where_the_operator_wrote_it_down(
    robots: RobotServer, settings: Any
) -> None:
    settings.CHANNEL_HOSTS = ["127.1"]
    post(f"http://127.1:{urlsplit(robots.url).port}/wecom", data={})
    assert [each.path for each in robots.asked] == ["/wecom"]


def test_redirect_is_not_followed(robots: RobotServer) -> None:
    robots.answers = [Answer("", status=302, headers={"Location": f"{robots.url}/inside"})]
    with pytest.raises(PermanentFailure, match="要求转到别的地址"):
        post(f"{robots.url}/wecom", data={})
    assert [each.path for each in robots.asked] == ["/wecom"]


def test_answer_of_another_kind_of_server_is_no_error_of_ours(robots: RobotServer) -> None:
    with pytest.raises((PermanentFailure, TemporaryFailure)):
        post(robots.url.replace("http://", "https://"), data={})

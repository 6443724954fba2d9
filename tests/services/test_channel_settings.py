"""Who may set channels up, and what nobody may choose."""

from __future__ import annotations

import pytest

from planapp.domain.terms import ChannelKind
from planapp.services.channel_settings import choose_channel, save_channel, try_channel
from planapp.services.errors import Refused
from tests.channels import make_channel
from tests.factories import AT, make_user

pytestmark = pytest.mark.django_db


def test_only_system_administrators_set_channels_up_and_try_them(administrator, mail_server):
    channel = make_channel()
    with pytest.raises(Refused, match="只有系统管理员可以设置送达渠道"):
        save_channel(channel=channel, by=administrator, at=AT)
    with pytest.raises(Refused, match="只有系统管理员可以设置送达渠道"):
        try_channel(channel=channel, address="a@unit.example", by=administrator, at=AT)
    assert mail_server.letters == []


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"is_on": False}, "已停用，请选择别的渠道"),
        ({"kind": ChannelKind.MAIL}, "您没有登记邮箱"),
        ({"kind": ChannelKind.GATEWAY}, "您没有登记电话"),
    ],
)
def test_channel_that_does_not_reach_a_person_cannot_be_chosen(changes, why):
    with pytest.raises(Refused, match=why):
        choose_channel(channel=make_channel(**changes), user=make_user(), at=AT)

"""The forms of 送达渠道: a channel of each kind, its test, and everybody's own choice."""

from __future__ import annotations

from typing import Any

from django import forms

from planapp.domain.outgoing import PLACEHOLDERS
from planapp.domain.terms import ChannelKind
from planapp.models import Channel, User
from planapp.services.channels.robots import DINGTALK_URL, WECOM_URL

_COMMON = ("name", "is_on", "is_default", "per_minute")
_ROBOT = ("url", "key_variable")
_GATEWAY = (
    *_ROBOT, "secret_variable", "template", "is_form", "headers", "success_path", "success_values",
)  # fmt: skip
FIELDS: dict[ChannelKind, tuple[str, ...]] = {
    ChannelKind.MAIL: _COMMON,
    ChannelKind.WECOM: (*_COMMON, *_ROBOT),
    ChannelKind.DINGTALK: (*_COMMON, *_ROBOT, "secret_variable"),
    ChannelKind.GATEWAY: (*_COMMON, *_GATEWAY),
}
# What a new channel of each kind begins with.
PRESETS: dict[ChannelKind, dict[str, Any]] = {
    ChannelKind.MAIL: {"per_minute": 120, "is_default": True},
    ChannelKind.WECOM: {"per_minute": 20, "url": WECOM_URL},
    ChannelKind.DINGTALK: {"per_minute": 20, "url": DINGTALK_URL},
    ChannelKind.GATEWAY: {
        "per_minute": 60,
        "template": {"phone": "{address}", "content": "{subject} {link}"},
    },
}
_VARIABLE = "只填环境变量的名称，以 CHANNEL_ 开头，例如 CHANNEL_KEY；密钥本身由运维写在环境里。"
_HELP = {
    "is_default": "没有另选渠道的人也用它。群机器人的消息全群可见，一般不勾选：只发给选了它的人。",
    "per_minute": "超过的留到下一分钟。",
    "url": "机器人地址中 ? 之前的部分，不含密钥。",
    "key_variable": f"机器人地址中 key= 或 access_token= 之后的部分。{_VARIABLE}",
    "secret_variable": f"机器人“加签”的密钥（SEC 开头），没有加签则不填。{_VARIABLE}",
    "template": "JSON 对象；可用的占位符："
    + " ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    + "，依次为电话、姓名、标题、正文、办理网址、密钥、口令、本次发送的编号。",
    "is_form": "不勾选时以 JSON 提交。",
    "headers": 'JSON 对象，例如 {"Authorization": "Bearer {secret}"}；没有则为 {}。',
    "success_path": "答复（JSON）中的字段，例如 result.code；不填则答复 2xx 就算成功。",
    "success_values": "逗号分隔，例如 0,200。",
}
_GATEWAY_HELP = {
    "url": "网关接收请求的完整网址。",
    "key_variable": f"填入 {{key}} 处的密钥，没有则不填。{_VARIABLE}",
    "secret_variable": f"填入 {{secret}} 处的口令，没有则不填。{_VARIABLE}",
}


def _can_be_sent(name: str, value: str) -> bool:
    """Whether a line of a request's head may read so."""
    in_one_line = all(text.isascii() and text.isprintable() for text in (name, value))
    return in_one_line and bool(name) and not {" ", ":"} & set(name)


class ChannelForm(forms.ModelForm[Channel]):
    """A channel, with the fields that its kind asks for."""

    class Meta:
        model = Channel
        fields = (*_COMMON, *_GATEWAY)
        help_texts = _HELP
        widgets = {  # noqa: RUF012  # Django's own form of it
            "template": forms.Textarea(attrs={"rows": 5}),
            "headers": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        kind = ChannelKind(self.instance.kind)
        for name in set(self.fields) - set(FIELDS[kind]):
            del self.fields[name]
        for name in {"template", "headers"} & set(self.fields):
            self.fields[name].initial = self.fields[name].initial or {}
        if kind == ChannelKind.GATEWAY:
            for name, words in _GATEWAY_HELP.items():
                self.fields[name].help_text = words
        self.fields["per_minute"].widget.attrs["min"] = 1

    def clean_per_minute(self) -> int:
        number: int = self.cleaned_data["per_minute"]
        if number < 1:
            raise forms.ValidationError("至少为1。")
        return number

    def clean_template(self) -> object:
        return self._texts("template")

    def clean_headers(self) -> object:
        return self._texts("headers")

    def _texts(self, name: str) -> object:
        given = self.cleaned_data[name] or {}
        if not isinstance(given, dict):
            raise forms.ValidationError("须为 JSON 对象，即 { } 括起的名称和值。")
        if name == "headers" and not all(isinstance(value, str) for value in given.values()):
            raise forms.ValidationError("请求头的值须为文字。")
        if name == "headers" and not all(map(_can_be_sent, given, given.values())):
            raise forms.ValidationError(
                "请求头的名称和值只能是一行英文字符，名称里没有空格和冒号。"
            )
        return given


class AddressForm(forms.Form):
    """Where the test message goes."""

    address = forms.CharField(label="发到", max_length=254)

    def __init__(self, *args: Any, channel: Channel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        kinds = {
            ChannelKind.MAIL: "邮箱地址。",
            ChannelKind.WECOM: "姓名：消息发到机器人所在的群，写明给谁。",
            ChannelKind.DINGTALK: "手机号：消息发到机器人所在的群，并 @ 此人。",
            ChannelKind.GATEWAY: "手机号，或网关识别的其他账号。",
        }
        self.fields["address"].help_text = kinds[ChannelKind(channel.kind)]


class ChoiceForm(forms.Form):
    """Which channel a person prefers; those that do not reach them are not offered."""

    channel = forms.ModelChoiceField(
        label="送达渠道",
        queryset=Channel.objects.none(),
        required=False,
        empty_label="由系统安排",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        on = [row for row in Channel.objects.filter(is_on=True) if row.address_of(user).strip()]
        field = self.fields["channel"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  # declared above
        field.queryset = Channel.objects.filter(pk__in=[row.pk for row in on])

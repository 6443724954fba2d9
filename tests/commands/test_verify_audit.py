"""`manage.py verify_audit`."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from planapp.domain.terms import SecurityKind
from planapp.services.audit import write_audit
from planapp.services.security import record_security_event
from tests.factories import AT
from tests.intruder import tamper

pytestmark = pytest.mark.django_db


def verify(*arguments):
    told, code = StringIO(), 0
    try:
        call_command("verify_audit", *arguments, stdout=told)
    except SystemExit as end:
        code = end.code
    return code, told.getvalue().splitlines()


@pytest.fixture
def events():
    return [
        write_audit(by=None, action="unit.renamed", subject="省能源局", at=AT) for _ in range(3)
    ]


def test_empty_chains_are_whole():
    assert verify() == (0, ["审计日志：没有记录。", "安全事件：没有记录。"])


def test_whole_chains_are_counted_and_end_with_their_last_hash(events):
    record, last = record_security_event(kind=SecurityKind.LOGIN, by=None, at=AT), events[-1]
    assert verify() == (
        0,
        [
            f"审计日志：核对 3 条，全部相符；最后一条 #{last.pk}，哈希 {last.hash}。",
            f"安全事件：核对 1 条，全部相符；最后一条 #{record.pk}，哈希 {record.hash}。",
        ],
    )


def test_first_event_that_does_not_fit_is_named(events):
    second = events[1].pk
    tamper("UPDATE planapp_auditevent SET actor_name = '别人' WHERE id = %s", second)
    code, lines = verify()
    expected = f"第一处不符：审计日志 #{second}（unit.renamed 省能源局）内容被改动。"
    assert (code, lines[0]) == (1, f"审计日志：前 1 条相符；{expected}")


def test_security_events_count_as_well(events):
    record = record_security_event(kind=SecurityKind.LOGIN, by=None, name="zhangsan", at=AT)
    tamper("UPDATE planapp_securityevent SET subject = 'x' WHERE id = %s", record.pk)
    code, lines = verify()
    assert (code, "全部相符" in lines[0]) == (1, True)
    assert f"第一处不符：安全事件 #{record.pk}（登录 zhangsan）内容被改动。" in lines[1]


def test_events_before_the_one_given_are_left_out(events):
    tamper("UPDATE planapp_auditevent SET subject = 'x' WHERE id = %s", events[0].pk)
    code, lines = verify("--from", str(events[1].pk))
    assert (code, lines[0].startswith("审计日志：核对 2 条")) == (0, True)

"""What the frame of every page shows to whom, and what it costs."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from planapp.domain.terms import MemberRole
from planapp.models import User
from planapp.pages.context import frame
from planapp.pages.menu import build_menu
from tests.factories import make_message

COMMON = ["首页", "站内信"]
OF_UNITS = ["导入", "我的填报", "收到的督办"]
SEES_ALL = [
    *("报送情况", "延期申请", "差距", "任务", "目标", "汇总", "核定差异", "核查记录"),
    *("规划", "指标", "目标调整", "分解指标", "任务分工", "提醒"),
    *("总览", "矩阵", "排名", "对比", "报告", "督办"),
]


def labels(roles: set[MemberRole]) -> set[str]:
    menu = build_menu(roles, full_path="/admin/")
    return {entry.label for group in menu for entry in group.entries}


@pytest.mark.parametrize(
    ("role", "own"),
    [
        (MemberRole.REPORTER, OF_UNITS),
        (MemberRole.UNIT_HEAD, OF_UNITS),
        (MemberRole.UNIT_ADMIN, ["本单位账号", *OF_UNITS]),
        (MemberRole.SUPERVISOR, ["审核", "规划体检", *SEES_ALL]),
        (
            MemberRole.AUDITOR,
            [
                "导入",
                "审计日志",
                "安全事件",
                "督查分工",
                "运行状况",
                "后台作业",
                "失效地址",
                *SEES_ALL,
            ],
        ),
        (
            MemberRole.SYSTEM_ADMIN,
            ["提醒规则", "送达渠道", "工作日历", "运行状况", "后台作业", "失效地址", "导入"],
        ),
        (MemberRole.SECURITY_ADMIN, ["用户", "督查分工", "失效地址", "导入"]),
        (
            MemberRole.ADMINISTRATOR,
            [
                "代填",
                "规划文件",
                "规划体检",
                "启动准备",
                "填报期",
                "单位",
                "亮灯规则",
                "导入",
                "督查分工",
                "机构改革",
                *SEES_ALL,
            ],
        ),
    ],
)
def test_menu_of_a_role_is_what_its_rights_open(role: MemberRole, own: list[str]) -> None:
    assert labels({role}) == {*COMMON, *own}


def test_menu_without_a_role_holds_what_everybody_has() -> None:
    assert labels(set()) == set(COMMON)


@pytest.mark.parametrize(
    ("full_path", "active"),
    [
        ("/admin/", ["首页"]),
        ("/admin/gaps/?light=red", ["差距"]),
        ("/admin/planapp/plan/", ["规划"]),
        ("/admin/planapp/plan/?status__in=preparing,active", ["启动准备"]),
        ("/admin/planapp/indicator/7/change/", ["指标"]),
        ("/admin/password_change/", []),
    ],
)
def test_menu_marks_the_entry_that_fits_the_address_best(full_path: str, active: list[str]) -> None:
    menu = build_menu(set(MemberRole), full_path=full_path)
    assert [entry.label for group in menu for entry in group.entries if entry.active] == active


@pytest.mark.parametrize("person", ["reporter", "supervisor", "auditor", "administrator"])
def test_every_entry_of_a_persons_menu_opens(person: str, request: pytest.FixtureRequest) -> None:
    client: Client = request.getfixturevalue(f"{person}_client")
    menu = client.get("/admin/").context["menu"]
    urls = [entry.url for group in menu for entry in group.entries]
    assert [url for url in urls if client.get(url).status_code != 200] == []


def test_frame_of_a_person_costs_two_queries(
    reporter: User, django_assert_num_queries: Any
) -> None:
    make_message(recipient=reporter)
    make_message(recipient=reporter)
    request = RequestFactory().get("/admin/")
    request.user = reporter
    with django_assert_num_queries(2):
        context = frame(request)
    assert context["unread"] == 2


def test_roles_are_read_once_in_a_request_and_again_in_the_next(
    reporter_client: Client, reporter: User
) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert reporter_client.get("/admin/my/").status_code == 200
    assert sum('."role" AS "role" FROM "planapp_membership"' in q["sql"] for q in queries) == 1
    reporter.memberships.update(role=MemberRole.AUDITOR)
    assert reporter_client.get("/admin/my/").status_code == 403


def test_frame_of_a_stranger_costs_no_query() -> None:
    request = RequestFactory().get("/admin/login/")
    request.user = AnonymousUser()
    context = frame(request)
    assert (context["menu"], context["unread"]) == ([], 0)


def test_demo_note_names_the_day_and_the_other_days(settings: Any) -> None:
    settings.DEMO_DAYS = [date(2025, 2, 10), date(2020, 2, 10)]
    request = RequestFactory().get("/admin/login/")
    request.user = AnonymousUser()
    context = frame(request)
    assert str(context["demo_note"]).startswith("演示环境：今天按2025年2月10日计")
    assert context["other_days"] == [date(2020, 2, 10)]


@pytest.mark.django_db
def test_unknown_address_is_answered_in_the_frame(reporter_client: Client) -> None:
    page = reporter_client.get("/admin/nowhere/")
    assert page.status_code == 404
    assert "<h1>找不到此页</h1>" in page.content.decode()
    assert 'aria-label="主菜单"' in page.content.decode()


@pytest.mark.django_db
def test_address_of_a_form_opened_like_a_page_is_explained(reporter_client: Client) -> None:
    page = reporter_client.get("/admin/demo-day/")
    assert (page.status_code, page["Allow"]) == (405, "POST")
    assert "内容没有保存" in page.content.decode()
    assert 'aria-label="主菜单"' in page.content.decode()


@pytest.mark.django_db
def test_login_page_warns_of_classified_information(client: Client) -> None:
    page = client.get("/admin/login/").content.decode()
    assert "本系统为非涉密网络系统，请勿填报、上传涉密信息。" in page

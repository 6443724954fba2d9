"""运行状况: what the page says of a sound installation and of one in trouble."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from planapp.domain.terms import JobState
from planapp.services.audit import write_audit
from tests.job_runs import make_job_run

pytestmark = pytest.mark.django_db
PAGE = "/admin/operation/"


def test_sound_installation_has_nothing_to_see_to(
    settings: Any, system_admin_client: Client
) -> None:
    settings.BACKUP_DIR = "/backups"
    subject = "tracker-20240101.zip（10 行数据，1 个文件）"
    write_audit(by=None, action="backup.made", subject=subject, at=timezone.now())
    page = system_admin_client.get(PAGE)
    assert page.context["troubles"] == []
    text = page.content.decode()
    assert "都没有要处理的" in text and subject in text and settings.VERSION in text
    assert "没有设置：作业当场执行" in text


def test_what_is_wrong_stands_with_what_to_do(settings: Any, system_admin_client: Client) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    make_job_run(job="send_deliveries", state=JobState.PARKED)
    page = system_admin_client.get(PAGE)
    codes = {each.code: each.stops for each in page.context["troubles"]}
    assert codes == {"broker": True, "timetable": True, "parked": False, "no_backup": False}
    text = page.content.decode()
    assert text.count("影响使用") == text.count("提醒</span>") == 2
    assert "查看 Redis 是否在运行" in text and "127.0.0.1:9" not in text


@pytest.mark.parametrize("rows", (1, 3))
def test_page_costs_the_same_whatever_it_shows(
    rows: int, system_admin_client: Client, django_assert_num_queries: Any
) -> None:
    for _ in range(rows):
        make_job_run(state=JobState.PARKED)
    with django_assert_num_queries(18):
        page = system_admin_client.get(PAGE)
    assert len(page.context["rows"]) == rows

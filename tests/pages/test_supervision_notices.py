"""督办 on its pages: drafted, signed, acknowledged, answered and closed; listed and taken along."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from planapp.domain.terms import NoticeState, ReportState
from planapp.models import SupervisionNotice
from planapp.queries.notice_items import candidates
from tests.evidence import PDF
from tests.factories import (
    make_membership,
    make_notice,
    make_notice_item,
    make_record,
    make_responsibility,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("late_day")]

DAY = date(2024, 2, 20)  # after the round's 31 January


@pytest.fixture
def late_day(world, settings):
    settings.DEMO_DAYS = [DAY]
    settings.OFFICE_NAME = "省政府办公厅督查室"


def url(name, *args):
    return reverse(f"admin:{name}", args=args)


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def status_of_file(client, evidence):
    response = client.get(url("evidence", evidence.pk))
    if response.streaming:
        response.getvalue()  # to its end: an answer that is merely closed ends the connection
    return response.status_code


def text_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def head_client(unit_head):
    client = Client()
    client.force_login(unit_head)
    return client


@pytest.fixture
def draft(world, unit):
    """Of the system, with the reporter's open indicator on it."""
    notice = make_notice(cycle=world.cycle, unit=unit, reply_by=date(2024, 2, 27))
    make_notice_item(notice=notice, indicator=world.indicator, due_on=world.cycle.due_on)
    return notice


@pytest.fixture
def signed(draft, supervisor_client):
    supervisor_client.post(url("sign_notice", draft.pk), {"seen": draft.revision})
    draft.refresh_from_db()
    return draft


# The supervisors' side


def test_what_nobody_types_is_refused_and_breaks_nothing(draft, supervisor_client, head_client):
    response = supervisor_client.post(url("sign_notice", draft.pk), {"seen": "1" * 5000})
    assert "有改动" in said(response)[0]
    supervisor_client.post(url("sign_notice", draft.pk), {"seen": draft.revision})
    for words in ({"acknowledge": ""}, {"answer": "", "words": "已\x00补报"}):
        head_client.post(url("notice", draft.pk), words)
    assert draft.steps.last().words == "已补报"
    assert "督办" in text_of(supervisor_client, f"{url('notice_list')}?q=%00{draft.subject[:2]}")


def test_new_notice_names_who_is_late_and_joins_what_is_chosen(world, unit, supervisor_client):
    assert f"?cycle={world.cycle.pk}&amp;unit={unit.pk}" in text_of(
        supervisor_client, url("new_notice")
    )
    place = f"{url('new_notice')}?cycle={world.cycle.pk}&unit={unit.pk}"
    names = [each.name for each in candidates(unit, world.cycle, on=DAY)]
    assert [f'value="{name}"' in text_of(supervisor_client, place) for name in names] == [True] * 2
    response = supervisor_client.post(place, {"chosen": names})
    notice = SupervisionNotice.objects.get()
    assert response["Location"] == url("notice", notice.pk)
    assert {item.item for item in notice.items.all()} == {world.indicator, world.task}
    assert "已列入" in text_of(supervisor_client, place)


def test_refused_edit_keeps_what_was_typed(draft, supervisor_client):
    typed = {"kind": "letter", "subject": "关于补报的函", "body": "请补报。", "seen": "7"}
    typed |= {"reply_by": "2024-02-28", "kept": [draft.items.get().pk]}
    response = supervisor_client.post(url("edit_notice", draft.pk), typed)
    assert "有改动" in said(response)[0]
    assert "关于补报的函" in response.content.decode()
    supervisor_client.post(url("edit_notice", draft.pk), typed | {"seen": "0"})
    draft.refresh_from_db()
    assert (draft.kind, draft.subject, draft.reply_by) == (
        "letter", "关于补报的函", date(2024, 2, 28),
    )  # fmt: skip


def test_signing_is_asked_once_more_and_names_who_gets_it(
    draft, supervisor_client, unit_head, reporter
):
    page = text_of(supervisor_client, url("sign_notice", draft.pk))
    assert [str(each) in page for each in (unit_head, reporter)] == [True, True]
    assert "不能再改" in page
    response = supervisor_client.post(url("sign_notice", draft.pk), {"seen": draft.revision})
    assert said(response) == ["督办〔2024〕1号已签发，省能源局的人员已收到通知。"]
    again = supervisor_client.post(url("sign_notice", draft.pk), {"seen": draft.revision})
    assert "当前为“已签发”，不能签发" in said(again)[-1]


def test_home_counts_what_waits_for_whom(draft, supervisor_client, reporter_client):
    assert "待签发的督办" in text_of(supervisor_client, url("index"))
    assert "待签收、反馈的督办" not in text_of(reporter_client, url("index"))
    supervisor_client.post(url("sign_notice", draft.pk), {"seen": draft.revision})
    assert "待签收、反馈的督办" in text_of(reporter_client, url("index"))
    assert "有 1 份督办文书" in text_of(reporter_client, url("my_work"))


def test_list_narrows_and_counts(draft, supervisor_client):
    for state, reply_by in ((NoticeState.SIGNED, "2024-02-01"), (NoticeState.CLOSED, "2024-02-01")):
        make_notice(state=state, reply_by=reply_by)
    response = supervisor_client.get(url("notice_list"))
    numbers = {count["label"]: count["number"] for count in response.context["counts"]}
    assert (numbers["待签发"], numbers["待签收"], numbers["逾期未反馈"]) == (1, 1, 1)

    def found(query):
        page = supervisor_client.get(f"{url('notice_list')}?{query}").context["page"]
        return [notice.state for notice in page]

    assert found("") == ["draft", "closed", "signed"]
    assert found("condition=late") == ["signed"]
    assert found("state=closed&year=2024") == ["closed"]
    assert found(f"unit={draft.unit_id}&plan={draft.cycle.plan_id}&q=逾期") == ["draft"]


@pytest.mark.parametrize("rows", (1, 3))
def test_list_costs_the_same_for_any_number(rows, supervisor_client, count_queries):
    for _ in range(rows):
        make_notice_item(notice=make_notice(state=NoticeState.SIGNED))
    supervisor_client.get(url("notice_list"))  # what a first visit leaves behind
    assert count_queries(supervisor_client, url("notice_list")) == 12


@pytest.mark.parametrize("rows", (1, 3))
def test_received_list_costs_the_same_for_any_number(rows, unit, reporter_client, count_queries):
    for _ in range(rows):
        make_notice_item(notice=make_notice(unit=unit, state=NoticeState.SIGNED))
    reporter_client.get(url("my_notices"))
    assert count_queries(reporter_client, url("my_notices")) == 9


def test_table_holds_what_the_list_shows(signed, supervisor_client, reporter_client):
    reporter_client.post(url("notice", signed.pk), {"acknowledge": ""})
    make_notice()
    address = url("notice_table", "xlsx") + "?state=acknowledged"
    content = b"".join(supervisor_client.get(address).streaming_content)
    sheet = load_workbook(BytesIO(content)).active
    [head, row] = [[cell.value for cell in line] for line in sheet.iter_rows()]
    held = dict(zip(head, row, strict=True))
    assert (held["编号"], held["状态"], held["事项数"], held["未办事项数"]) == (
        "督办〔2024〕1号", "已签收", 1, 1,
    )  # fmt: skip
    assert held["签收日期"].date() == DAY
    plain = supervisor_client.get(url("notice_table", "csv"))
    assert b"".join(plain.streaming_content).decode("utf-8-sig").count("督办通知单") == 2
    assert supervisor_client.get(url("notice_table", "pdf")).status_code == 404


# The unit's side


def test_draft_is_not_there_for_its_unit(draft, reporter_client):
    for name in ("notice", "notice_paper", "notice_file"):
        assert reporter_client.get(url(name, draft.pk)).status_code == 404
    assert reporter_client.post(url("notice", draft.pk), {"acknowledge": ""}).status_code == 404
    assert "没有收到督办" in text_of(reporter_client, url("my_notices"))


def test_paper_of_another_unit_is_not_there(signed, outsider_client):
    for name in ("notice", "notice_paper", "notice_file"):
        assert outsider_client.get(url(name, signed.pk)).status_code == 404


def test_unit_acknowledges_answers_with_evidence_and_fills_in(
    world, unit, signed, head_client, reporter_client, supervisor_client
):
    page = url("notice", signed.pk)
    assert "签收" in text_of(reporter_client, url("my_notices"))
    head_client.post(page, {"acknowledge": ""})
    assert url("figure_entry", world.cycle.pk, world.indicator.pk) in text_of(reporter_client, page)
    file = SimpleUploadedFile("情况说明.pdf", PDF)
    reporter_client.post(page, {"attach": "", "file": file})
    empty = reporter_client.post(page, {"answer": "", "words": ""})
    assert said(empty)[-1] == "反馈须写明办理情况。"
    reporter_client.post(page, {"answer": "", "words": "已补报，附情况说明。"})
    signed.refresh_from_db()
    evidence = signed.evidence.get()
    seen = text_of(supervisor_client, page)
    assert (signed.state, evidence.title) == (NoticeState.ANSWERED, "情况说明.pdf")
    assert ("已补报，附情况说明。" in seen, url("evidence", evidence.pk) in seen) == (True, True)
    assert status_of_file(supervisor_client, evidence) == 200
    supervisor_client.post(page, {"close": "", "words": "属实。"})
    assert "已办结" in text_of(reporter_client, page)
    late = reporter_client.post(page, {"attach": "", "link": "https://a.example"})
    assert "不能反馈" in said(late)[-1]


def test_evidence_of_a_paper_is_the_units_and_its_supervisors(
    signed, reporter_client, outsider_client
):
    page = url("notice", signed.pk)
    reporter_client.post(page, {"acknowledge": ""})
    reporter_client.post(page, {"attach": "", "file": SimpleUploadedFile("a.pdf", PDF)})
    evidence = signed.evidence.get()
    assert status_of_file(reporter_client, evidence) == 200
    assert status_of_file(outsider_client, evidence) in {403, 404}


def test_item_is_settled_on_the_page_as_soon_as_it_is_handed_in(
    world, unit, signed, supervisor_client
):
    assert "未办 1 项" in text_of(supervisor_client, url("notice", signed.pk))
    make_record(series=world.indicator.series, unit=unit, state=ReportState.SUBMITTED)
    page = text_of(supervisor_client, url("notice", signed.pk))
    assert ("已报送" in page, "可办结" in page) == (True, True)


def test_auditor_reads_and_decides_nothing(signed, auditor_client):
    assert "办理过程" in text_of(auditor_client, url("notice", signed.pk))
    response = auditor_client.post(url("notice", signed.pk), {"void": "", "words": "误发"})
    assert response.status_code == 403


# The paper


def docx_text(client, notice):
    document = Document(BytesIO(client.get(url("notice_file", notice.pk)).content))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(line.text for line in document.paragraphs), *cells])


def test_page_and_word_file_say_the_same(world, signed, supervisor_client, supervisor):
    page = text_of(supervisor_client, url("notice_paper", signed.pk))
    word = docx_text(supervisor_client, signed)
    wanted = (
        "省政府办公厅督查室", "督办〔2024〕1号", f"签发人：{supervisor}", signed.subject,
        "省能源局：", "请抓紧办理。", "请于2024年2月27日前在系统中反馈办理情况。", "共 1 项",
        str(world.indicator), "2024年1月31日", "2024年2月20日", "20",
    )  # fmt: skip
    assert [words for words in wanted if words not in page or words not in word] == []
    assert "草稿" not in word


def test_draft_says_that_it_is_one_and_request_asks(draft, supervisor_client):
    SupervisionNotice.objects.update(kind="request")
    word = docx_text(supervisor_client, draft)
    assert "草稿，未经签发，不得发出" in word
    assert "（签发时编号）" in word
    assert "商请于2024年2月27日前函复" in word


def test_unit_without_people_is_pointed_out_before_signing(world, supervisor_client):
    empty = make_responsibility(indicator=world.indicator).unit
    notice = make_notice(cycle=world.cycle, unit=empty)
    assert "没有账号" in text_of(supervisor_client, url("sign_notice", notice.pk))
    make_membership(unit=empty)
    assert "1 人" in text_of(supervisor_client, url("sign_notice", notice.pk))

"""Review of a draft beside its source."""

from __future__ import annotations

from datetime import timedelta

import pytest

from planapp.domain.terms import Decision, DocumentStatus
from planapp.models import DraftItem, PlanDocument
from tests.factories import (
    make_draft,
    make_draft_item,
)
from tests.pages.drafts import TEXT, content, make_plan_draft, make_task, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]

FETCH = {"X-Requested-With": "fetch"}


def text_of(response):
    return response.content.decode()


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


@pytest.fixture
def draft(db):
    return make_plan_draft()


@pytest.fixture
def indicator(draft):
    figure = {
        "name": "产值",
        "measure": "level",
        "comparator": "ge",
        "value": "100",
        "value_max": None,
        "unit": "亿元",
        "target_year": 2025,
        "base_year": None,
        "base_value": None,
        "confidence": 0.95,
        "doubts": [],
    }
    return make_draft_item(draft=draft, extracted=content("产值达到100亿元", **figure))


@pytest.fixture
def task(draft):
    units = [{"name": "省科技厅", "role": "lead"}]
    return make_task(draft, "1.建设平台。省科技厅牵头。", units=units, doubts=["标题无编号"])


@pytest.fixture
def next_task(draft):
    return make_task(draft, "2.培育企业。")


def shown(response):
    return [card.item for card in response.context["cards"]]


def test_page_shows_the_whole_text_with_its_items(draft, indicator, task, auditor_client):
    response = auditor_client.get(url("draft", draft))
    assert "".join(piece.text for piece in response.context["pieces"]) == TEXT
    assert (
        f'<span class="piece in-indicator pending" data-start="5" data-item="{indicator.pk}">'
        in (text_of(response))
    )


def test_doubtful_items_come_first_unless_the_text_leads(
    draft, indicator, task, administrator_client
):
    page = url("draft", draft)
    assert shown(administrator_client.get(page)) == [task, indicator]
    assert shown(administrator_client.get(page, {"order": "text"})) == [indicator, task]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"kind": "task"}, ["建设平台"]),
        ({"state": "doubtful"}, ["建设平台"]),
        ({"state": "decided"}, []),
        ({"kind": "goal"}, []),
        ({"kind": "nonsense"}, ["建设平台", "产值"]),
    ],
)
def test_list_shows_what_the_address_asks_for(
    draft, indicator, task, administrator_client, asked, names
):
    response = administrator_client.get(url("draft", draft), asked)
    assert [str(item) for item in shown(response)] == names


def test_published_draft_is_read_only(draft, indicator, administrator_client):
    PlanDocument.objects.update(status=DocumentStatus.PUBLISHED)
    text = text_of(administrator_client.get(url("draft", draft)))
    assert ("只能查看" in text, url("decide_item", indicator) in text) == (True, False)


def test_publishing_is_offered_once_all_is_decided(draft, indicator, administrator_client):
    page = administrator_client.get(url("draft", draft))
    assert ("还差 1 条可发布" in text_of(page), url("publish", draft) in text_of(page)) == (
        True,
        False,
    )
    administrator_client.post(url("decide_item", indicator), {"accept": ""})
    assert url("publish", draft) in text_of(administrator_client.get(url("draft", draft)))


def test_draft_without_items_is_shown(administrator_client):
    assert administrator_client.get(url("draft", make_draft())).status_code == 200


@pytest.mark.parametrize(
    ("button", "decision"), [("accept", Decision.ACCEPTED), ("reject", Decision.REJECTED)]
)
def test_decision_leads_to_the_next_undecided_item(
    draft, indicator, task, administrator_client, *, button, decision
):
    response = administrator_client.post(
        url("decide_item", task), {button: "", "back": "order=text", "seen": "0"}
    )
    task.refresh_from_db()
    assert (response["Location"], task.decision) == (
        f"{url('draft', draft)}?order=text#c{indicator.pk}",
        decision,
    )


def test_decision_can_be_taken_back(indicator, administrator_client):
    for button in ("accept", "reopen"):
        administrator_client.post(url("decide_item", indicator), {button: ""})
    indicator.refresh_from_db()
    assert indicator.decision == Decision.PENDING


def test_decision_without_a_button_decides_nothing(indicator, administrator_client):
    response = administrator_client.post(url("decide_item", indicator))
    indicator.refresh_from_db()
    assert (response.status_code, indicator.decision) == (400, Decision.PENDING)


def test_decision_after_publication_is_refused_with_words(world, administrator_client):
    PlanDocument.objects.update(status=DocumentStatus.PUBLISHED)
    response = administrator_client.post(
        url("decide_item", world.item), {"reject": ""}, follow=True
    )
    world.item.refresh_from_db()
    assert world.item.decision == Decision.PENDING
    assert messages_of(response) == ["该文件已发布为规划，草稿不能再改。"]


def test_script_gets_the_fresh_card_and_the_head(draft, indicator, administrator_client):
    answer = administrator_client.post(
        url("decide_item", indicator), {"accept": "", "seen": "0"}, headers=FETCH
    ).json()
    assert (answer["item"], answer["decision"], answer["refusal"]) == (
        indicator.pk,
        Decision.ACCEPTED,
        "",
    )
    assert ("已定 <b>1/1</b>" in answer["head"], "陈管理" in answer["card"]) == (True, True)


def test_late_decision_is_refused_with_what_the_other_decided(indicator, administrator_client):
    administrator_client.post(url("decide_item", indicator), {"reject": "", "seen": "0"})
    answer = administrator_client.post(
        url("decide_item", indicator), {"accept": "", "seen": "0"}, headers=FETCH
    ).json()
    indicator.refresh_from_db()
    assert ("改为“不采纳”" in answer["refusal"], answer["refusal"] in answer["card"]) == (
        True,
        True,
    )
    assert (answer["decision"], indicator.decision) == (Decision.REJECTED, Decision.REJECTED)


def test_rest_is_accepted_at_once(draft, indicator, task, administrator_client):
    administrator_client.post(url("accept_rest", draft))
    assert set(draft.items.values_list("decision", flat=True)) == {Decision.ACCEPTED}


def test_acceptance_by_confidence_says_how_many_and_leaves_the_doubtful(
    draft, indicator, task, administrator_client
):
    page = administrator_client.get(url("draft", draft))
    assert [(str(least), count) for least, count in page.context["bulk"]] == [
        ("0.9", 1),
        ("0.8", 1),
        ("0", 2),
    ]
    administrator_client.post(url("accept_rest", draft), {"confidence": "0.9"})
    assert list(draft.items.filter(decision=Decision.PENDING)) == [task]


def test_form_is_filled_with_the_item(indicator, administrator_client):
    response = administrator_client.get(url("item_form", indicator), headers=FETCH)
    assert response.context["form"].initial["value"] == "100"
    assert "<html" not in text_of(response)


def test_saved_form_corrects_the_item_and_shows_both_values(draft, indicator, administrator_client):
    given = {"name": "产值", "measure": "level", "comparator": "range", "value": "100",
             "value_max": "120.50", "unit": "亿元", "target_year": "2025", "seen": "0"}  # fmt: skip
    administrator_client.post(url("item_form", indicator), given)
    indicator.refresh_from_db()
    assert (indicator.decision, indicator.current["value_max"]) == (Decision.CORRECTED, "120.50")
    [card] = administrator_client.get(url("draft", draft)).context["cards"]
    assert [(change.label, change.before, change.after) for change in card.changes] == [
        ("比较", "≥", "区间"),
        ("数值上限", "—", "120.50"),
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"value": "很多"}, "value"),
        ({"target_year": "99"}, "target_year"),
        ({"comparator": "range"}, "value_max"),
        ({"value_max": "120"}, "value_max"),
        ({"comparator": "range", "value_max": "90"}, "value_max"),
        ({"name": ""}, "name"),
        ({"value": "1" * 30}, "value"),
        ({"value": "1234567890.1234567"}, "value"),
        ({"target_year": "2025", "base_year": "2025"}, "base_year"),
        ({"base_value": "3"}, "base_year"),
    ],
)
def test_form_says_what_is_wrong_beside_the_field(indicator, administrator_client, changes, field):
    given = {"name": "产值", "measure": "level", "comparator": "ge", "value": "100"} | changes
    response = administrator_client.post(url("item_form", indicator), given)
    indicator.refresh_from_db()
    assert (list(response.context["form"].errors), indicator.revision) == ([field], 0)


def test_units_of_a_task_are_added_and_dropped(task, administrator_client):
    given = {"title": "建设平台", "number": "1", "unit_name": ["省教育厅", "", " 各市州人民政府 "],
             "unit_role": ["lead", "lead", "responsible"]}  # fmt: skip
    administrator_client.post(url("item_form", task), given)
    task.refresh_from_db()
    assert task.current["units"] == [
        {"name": "省教育厅", "role": "lead"},
        {"name": "各市州人民政府", "role": "responsible"},
    ]


def test_unit_with_an_unknown_role_is_refused(task, administrator_client):
    given = {"title": "建设平台", "unit_name": ["省教育厅"], "unit_role": ["boss"]}
    response = administrator_client.post(url("item_form", task), given)
    task.refresh_from_db()
    assert (response.status_code, task.decision) == (200, Decision.PENDING)


def test_overlooked_indicator_is_read_from_the_marked_passage(draft, administrator_client):
    start = TEXT.index("产值")
    place = {"kind": "indicator", "start": start, "end": start + 9}
    form = administrator_client.get(url("add_item", draft), place).context["form"]
    assert {name: form.initial[name] for name in ("name", "value", "unit")} == {
        "name": "产值",
        "value": "100",
        "unit": "亿元",
    }
    given = place | {"name": "产值", "measure": "level", "comparator": "ge", "value": "100"}
    response = administrator_client.post(url("add_item", draft), given)
    item = DraftItem.objects.get()
    assert response["Location"] == f"{url('draft', draft)}#c{item.pk}"
    assert (item.is_added, item.current["quote"]) == (True, "产值达到100亿元")


@pytest.mark.parametrize(
    ("passage", "words"),
    [("", "请选中"), ("没有的话", "原文中没有"), ("。", "出现 4 次")],
)
def test_passage_that_is_not_in_the_text_once_is_asked_back(
    draft, administrator_client, passage, words
):
    response = administrator_client.get(
        url("add_item", draft), {"kind": "goal", "passage": passage}
    )
    assert words in response.context["place"].errors["passage"][0]


def test_copied_passage_is_found_in_the_text(draft, administrator_client):
    response = administrator_client.get(
        url("add_item", draft), {"kind": "goal", "passage": "\r\n二、任务\r\n1.建设平台。"}
    )
    assert response.context["quote"] == "二、任务\n1.建设平台。"


@pytest.mark.parametrize(("start", "end"), [(0, len(TEXT) + 1), (5, 3)])
def test_item_beyond_the_text_is_refused(draft, administrator_client, start, end):
    given = {"kind": "goal", "start": start, "end": end, "heading": "目标"}
    response = administrator_client.post(url("add_item", draft), given)
    assert response.context["place"].errors["passage"] == ["选中的文字不在原文范围内，请重新选择。"]


@pytest.mark.parametrize("names", [("task", "next_task"), ("next_task", "task")])
def test_merging_keeps_the_earlier_item(
    draft, task, next_task, administrator_client, request, names
):
    item, other = (request.getfixturevalue(name) for name in names)
    given = {"with": other.pk, "seen": "0"}
    response = administrator_client.post(url("merge_item", item), given)
    task.refresh_from_db()
    assert response["Location"] == f"{url('draft', draft)}#c{task.pk}"
    assert task.current["quote"] == "1.建设平台。省科技厅牵头。2.培育企业。"


def test_merging_with_what_is_no_neighbour_any_more_is_refused(
    draft, task, next_task, administrator_client
):
    administrator_client.post(url("decide_item", next_task), {"reject": "", "seen": "0"})
    answer = administrator_client.post(
        url("merge_item", task), {"with": next_task.pk, "seen": "0"}, headers=FETCH
    ).json()
    assert answer["refusal"] == "相邻的条目已有变化，请核对后再合并。"
    task.refresh_from_db()
    assert task.decision == Decision.PENDING


@pytest.mark.parametrize("page", ["item_form", "split_item"])
def test_form_of_what_another_has_decided_since_is_not_opened(task, administrator_client, page):
    administrator_client.post(url("decide_item", task), {"reject": "", "seen": "0"})
    answer = administrator_client.get(url(page, task), {"seen": "0"}, headers=FETCH).json()
    assert ("改为“不采纳”" in answer["card"], answer["decision"]) == (True, Decision.REJECTED)


def test_form_leads_back_to_the_view_it_was_opened_from(draft, task, administrator_client):
    response = administrator_client.get(
        url("item_form", task), {"seen": "0", "back": "kind=task&order=text"}
    )
    assert response.context["back_url"] == f"{url('draft', draft)}?kind=task&order=text#c{task.pk}"


@pytest.mark.parametrize("page", ["item_form", "split_item", "add_item"])
def test_forms_of_a_published_draft_lead_back_to_it(draft, task, administrator_client, page):
    PlanDocument.objects.update(status=DocumentStatus.PUBLISHED)
    row = draft if page == "add_item" else task
    response = administrator_client.get(url(page, row), follow=True)
    assert response.redirect_chain[0][0].startswith(url("draft", draft))
    assert messages_of(response) == ["该文件已发布为规划，草稿不能再改。"]


def test_splitting_offers_the_sentences_and_makes_two(draft, task, administrator_client):
    points = administrator_client.get(url("split_item", task)).context["points"]
    assert [words for _, words in points] == ["省科技厅牵头。"]
    answer = administrator_client.post(
        url("split_item", task), {"offset": points[0][0], "seen": "0"}, headers=FETCH
    ).json()
    added = draft.items.get(is_added=True)
    assert (answer, added.current["quote"]) == (
        {"reload": True, "item": added.pk},
        "省科技厅牵头。",
    )


def test_newer_reading_shows_field_by_field_what_it_reads_otherwise(
    draft, indicator, administrator_client
):
    newer = make_draft(
        document=draft.document,
        extractor_version="3",
        created_at=draft.created_at + timedelta(days=1),
    )
    make_draft_item(draft=newer, extracted={**indicator.extracted, "value": "110"})
    page = administrator_client.get(url("draft", newer))
    [(word, _, old, changes)] = page.context["version_changes"]
    assert (word, old) == ("变化", indicator)
    assert [(one.label, one.before, one.after) for one in changes] == [("数值", "100", "110")]

"""Past figures of a draft's text beside the indicators that may start from them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from planapp.domain.terms import Decision, DocumentStatus, ItemKind
from tests.factories import make_document, make_draft, make_draft_item, shared_region

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]

TEXT = (
    "一、基础\n2020年，全省医药工业产值为343.9亿元。规模以上医药工业产值为300亿元。\n"
    "二、目标\n到2025年，医药工业产值达到1200亿元。"
)


def fact(name, value, year=2020):
    quote = f"{value}亿元"
    start = TEXT.index(quote)
    place = {"quote": quote, "start": start, "end": start + len(quote)}
    return {"name": name, "value": value, "unit": "亿元", "year": year} | place


@pytest.fixture
def draft():
    header = {"region": shared_region().name, "issued_on": "2021-05", "period_start": 2021}
    facts = [fact("全省医药工业产值", "343.9"), fact("规模以上医药工业产值", "300")]
    document = make_document(status=DocumentStatus.EXTRACTED, text=TEXT)
    return make_draft(document=document, header=header, facts=facts)


@pytest.fixture
def indicator(draft):
    quote = "医药工业产值达到1200亿元"
    start = TEXT.index(quote)
    extracted = {
        "name": "医药工业产值",
        "measure": "level",
        "comparator": "ge",
        "value": "1200",
        "value_max": None,
        "unit": "亿元",
        "target_year": 2025,
        "base_year": None,
        "base_value": None,
        "of": None,
        "section": [],
        "quote": quote,
        "start": start,
        "end": start + len(quote),
    }
    return make_draft_item(draft=draft, kind=ItemKind.INDICATOR, extracted=extracted)


def url(name, row):
    return reverse(f"admin:{name}", args=(row.pk,))


def rows_of(client, draft):
    facts = client.get(url("draft", draft)).context["facts"]
    return {
        row.fact.name: [(one.item, one.offer.needs_look) for one in row.offers] for row in facts
    }


def take(client, indicator, index, **given):
    data = {"fact": index, "seen": indicator.revision, "back": "", **given}
    return client.post(url("take_base", indicator), data, follow=True)


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def test_figure_is_shown_with_its_place_and_the_indicator_it_may_be_the_base_of(
    draft, indicator, administrator_client
):
    assert rows_of(administrator_client, draft) == {
        "全省医药工业产值": [(indicator, False)],
        "规模以上医药工业产值": [(indicator, True)],
    }
    page = administrator_client.get(url("draft", draft)).content.decode()
    assert f'data-start="{TEXT.index("343.9亿元")}"' in page
    assert ("口径不同" in page, "名称一致" in page) == (True, True)


def test_figure_taken_as_base_is_a_correction_of_the_indicator(
    draft, indicator, administrator, administrator_client
):
    response = take(administrator_client, indicator, 0)
    indicator.refresh_from_db()
    assert (indicator.decision, indicator.decided_by) == (Decision.CORRECTED, administrator)
    assert (indicator.current["base_year"], indicator.current["base_value"]) == (2020, "343.9")
    assert indicator.extracted["base_value"] is None
    assert "已采用2020年的数为基期" in messages_of(response)[0]
    assert "已是基期" in response.content.decode()


def test_figure_of_another_scope_is_taken_only_once_it_was_looked_at(
    draft, indicator, administrator_client
):
    response = take(administrator_client, indicator, 1)
    assert "口径不同，请核对后勾选" in messages_of(response)[0]
    indicator.refresh_from_db()
    assert indicator.corrected is None
    take(administrator_client, indicator, 1, agree="on")
    indicator.refresh_from_db()
    assert indicator.current["base_value"] == "300"


def test_figure_that_is_no_base_of_the_indicator_is_not_taken(
    draft, indicator, administrator_client
):
    draft.facts[0]["year"] = 2015
    draft.save()
    assert take(administrator_client, indicator, 0).status_code == 400


def test_late_taking_is_refused(draft, indicator, administrator_client):
    take(administrator_client, indicator, 0)
    response = take(administrator_client, indicator, 1, agree="on")
    assert "您看到的不是最新内容" in messages_of(response)[0]


def test_rejected_indicator_is_offered_nothing(draft, indicator, administrator_client):
    indicator.decision = Decision.REJECTED
    indicator.save()
    assert all(not offers for offers in rows_of(administrator_client, draft).values())


def test_reader_sees_the_figures_without_buttons(draft, indicator, auditor_client):
    page = auditor_client.get(url("draft", draft)).content.decode()
    assert ("全省医药工业产值" in page, "采用为基期" in page) == (True, False)

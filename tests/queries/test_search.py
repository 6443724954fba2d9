"""What is found by which words, by whom, and in which order."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from planapp.domain.search import words_of
from planapp.domain.terms import SearchKind
from planapp.models import Indicator, SearchEntry, search
from planapp.queries.search import MOST_LISTED, Search, rows_about
from planapp.queries.search_results import load_found
from planapp.rights import Scope, scope_of
from tests.factories import (
    make_indicator,
    make_plan,
    make_record,
    make_responsibility,
    make_series,
    make_supervision,
    make_task,
    make_unit,
    make_unit_name,
    make_user,
)
from tests.searching import index_everything

pytestmark = pytest.mark.django_db

ON = date(2024, 1, 15)
ALL = Scope(ON, everything=True)


def found(query, kind=SearchKind.INDICATOR, scope=ALL, plan=None):
    hits = Search(words_of(query), scope, plan).find(kind).hits
    return [hit.object_id for hit in hits]


@pytest.fixture
def indicator():
    row = make_indicator(
        name="规上企业研发投入强度",
        code="YN-2025-I003",
        quote="到2025年，Ｒ＆Ｄ经费达343.9亿元，GDP占比达到4%以上；新建疫苗基地。",
    )
    make_indicator(name="森林覆盖率", quote="森林覆盖率达到65%。")
    index_everything()
    return row


QUERIES = [
    ("研发", True),
    ("研发投入", True),
    ("规上企业研发投入强度", True),
    ("疫苗", True),
    ("规", True),
    ("度", True),  # the last of a name
    ("苗", True),
    ("研发 疫苗", True),
    ("疫苗　ＹＮ", True),
    ("2025", True),
    ("02", True),
    ("343.9", True),
    ("gdp", True),
    ("ＧＤＰ占比", True),
    ("r&d", True),
    ("i003", True),
    ("YN-2025-I003", True),
    ("研发 森林", False),
    ("发研", False),
    ("研发强度", False),  # its pairs do not stand together
    ("入强投", False),
    ("强度到2025", False),  # the end of the name and the beginning of the sentence
    ("经费 2026", False),
    ("疫苗基地新建", False),
    ("343.8", False),
    ("麻", False),
]


@pytest.mark.parametrize(("query", "expected"), QUERIES)
def test_words_find_what_holds_all_of_them(query, expected, indicator):
    assert found(query) == [indicator.pk] * expected


@pytest.mark.skipif(connection.vendor != "sqlite", reason="of SQLite only")
@pytest.mark.parametrize(("query", "expected"), QUERIES)
def test_words_find_the_same_where_sqlite_has_no_index_of_texts(
    query, expected, indicator, monkeypatch
):
    monkeypatch.setattr(search, "has_fts5", lambda: False)
    assert found(query) == [indicator.pk] * expected


def test_search_uses_the_databases_index(indicator):
    others = (SearchEntry(kind="indicator", object_id=10**6 + n, grams="他 |") for n in range(500))
    SearchEntry.objects.bulk_create(others)  # few rows are read whole
    rows = SearchEntry.objects.filter(grams__holds=("#indicator", "研发投入"))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE planapp_searchentry")
    plan = rows.explain()
    assert ("planapp_searchgrams" if connection.vendor == "postgresql" else "VIRTUAL") in plan


def test_names_come_before_texts_and_older_rows_before_newer_ones():
    texts = [make_task(title="其他工作", quote=f"推进中医药{n}") for n in range(2)]
    names = [make_task(title=f"中医药{n}", quote="推进") for n in range(2)]
    both = make_task(title="中医", quote="药品")
    index_everything()
    ids = [row.pk for row in (*names, *texts)]
    assert found("中医药", SearchKind.TASK) == ids
    assert found("中医 药", SearchKind.TASK) == [*ids[:2], *ids[2:], both.pk]


def test_search_within_a_plan_finds_the_plan_and_its_items():
    plan, other = make_plan(title="医药规划"), make_plan(title="医药规划二")
    mine, _ = make_task(plan=plan, title="医药"), make_task(plan=other, title="医药")
    index_everything()
    assert found("医药", SearchKind.PLAN, plan=plan.pk) == [plan.pk]
    assert found("医药", SearchKind.TASK, plan=plan.pk) == [mine.pk]
    assert found("医药", SearchKind.UNIT, plan=plan.pk) == []


def test_a_unit_is_found_by_all_its_names_and_shows_them():
    unit = make_unit(name="省发展和改革委员会", code="FGW")
    make_unit_name(unit=unit, name="省发改委")
    index_everything()
    for query in ("发改委", "改革委员", "fgw"):
        assert found(query, SearchKind.UNIT) == [unit.pk]
    [row] = load_found(SearchKind.UNIT, [unit.pk], on=ON)
    assert list(row.names) == ["省发改委"]


def test_staff_and_supervisors_find_only_what_they_see(reporter, unit, supervisor):
    mine, other = make_indicator(name="医药产值"), make_indicator(name="医药收入")
    make_responsibility(indicator=mine, unit=unit)
    watcher = make_user()
    make_supervision(user=supervisor)
    index_everything()
    assert found("医药", scope=scope_of(reporter, on=ON)) == [mine.pk]
    assert found("医药", scope=scope_of(supervisor, on=ON)) == [mine.pk, other.pk]
    assert found("医药", scope=scope_of(watcher, on=ON)) == []
    assert found("规划", SearchKind.PLAN, scope=scope_of(reporter, on=ON)) == [mine.plan_id]


def make_entries(number, *, grams, first=10**6):
    SearchEntry.objects.bulk_create(
        (SearchEntry(kind="unit", object_id=first + n, grams=grams) for n in range(number)),
        batch_size=5000,
    )


def test_a_search_of_a_kind_of_few_rows_is_two_queries(django_assert_num_queries, indicator):
    for scope in (ALL, Scope(ON, own=frozenset({1}))):
        with django_assert_num_queries(2):
            found("研发", scope=scope)


@pytest.mark.parametrize(
    ("before", "common", "after", "queries"),
    [
        (0, 120, 200, 4),  # read row by row
        (90, 60, 2000, 5),  # common in the first rows alone
        (100, 5, 50, 3),  # not even there
    ],
)
def test_the_same_is_found_by_rows_and_by_the_index(
    before, common, after, queries, django_assert_num_queries, monkeypatch
):
    for name, number in (("_TRIED", 100), ("_COMMON", 10), ("MOST_LISTED", 100)):
        monkeypatch.setattr(f"planapp.queries.search.{name}", number)
    make_entries(before, grams="#unit 其他 他 |")
    make_entries(common, grams="#unit 省厅 厅 |", first=2 * 10**6)
    make_entries(after, grams="#unit 其他 他 |", first=3 * 10**6)
    with django_assert_num_queries(queries):
        wanted = Search(words_of("省厅"), ALL).find(SearchKind.UNIT)
    listed = range(2 * 10**6, 2 * 10**6 + min(common, 100))
    assert [hit.object_id for hit in wanted.hits] == list(listed)
    assert wanted.more == (common > 100)


def test_more_than_a_thousand_are_not_counted():
    make_entries(MOST_LISTED, grams="#unit 省厅 厅 |")
    assert not Search(words_of("省厅"), ALL).find(SearchKind.UNIT).more
    make_entries(1, grams="#unit 省厅 厅 |", first=1)
    wanted = Search(words_of("省厅"), ALL).find(SearchKind.UNIT)
    assert (len(wanted.hits), wanted.more) == (MOST_LISTED, True)


@pytest.mark.parametrize(("query", "expected"), QUERIES)
def test_reading_row_by_row_finds_what_the_index_finds(query, expected, indicator):
    rows = SearchEntry.objects.filter(kind="indicator", grams__holds_by_row=words_of(query))
    assert [row.object_id for row in rows] == [indicator.pk] * expected


def test_rows_are_found_by_what_they_point_to_each_word_by_any_way():
    unit = make_unit(name="省能源局")
    power, forest = make_series(name="装机容量"), make_series(name="森林面积")
    first = make_record(series=power, unit=unit)
    second = make_record(series=forest, unit=unit)
    make_record(series=power, as_of_on=date(2020, 12, 31))
    index_everything()
    paths = {"series": SearchKind.SERIES, "unit": SearchKind.UNIT}
    rows = type(first).objects.order_by("pk")

    def about(query):
        return list(rows.filter(rows_about(paths, query)))

    assert about("能源") == [first, second]
    assert about("能源 森林") == [second]
    assert about("装机 能源局") == [first]
    assert about("容量 森林") == []
    assert about("%") == []
    assert len(about(" ")) == 3


def test_many_ids_stay_in_the_database(monkeypatch):
    rows = [make_indicator(name=f"医药{number}") for number in range(4)]
    index_everything()
    monkeypatch.setattr("planapp.queries.search._MOST_SENT", 3)
    narrowed = Indicator.objects.filter(rows_about({"pk": SearchKind.INDICATOR}, "医药"))
    assert list(narrowed.order_by("pk")) == rows

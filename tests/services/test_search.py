"""Whatever services change is found by its new words at once; what was missed is mended."""

from __future__ import annotations

from datetime import date

import pytest

from planapp.domain.search import words_of
from planapp.domain.terms import PartsMake, SearchKind
from planapp.models import SearchEntry, Series, Unit, UnitName
from planapp.queries.search import Search
from planapp.rights import Scope
from planapp.services.breakdowns import remove_part
from planapp.services.register import save_rows
from planapp.services.search import mend_search
from tests.factories import (
    AT,
    make_breakdown,
    make_indicator,
    make_plan,
    make_responsibility,
    make_task,
    make_unit,
    make_unit_name,
    shared_region,
)
from tests.searching import index_everything

pytestmark = pytest.mark.django_db

ALL = Scope(date(2024, 1, 15), everything=True)


def found(query, kind=SearchKind.UNIT):
    return [hit.object_id for hit in Search(words_of(query), ALL).find(kind).hits]


def test_a_renamed_unit_is_found_by_its_new_name_only():
    unit = Unit(code="FGW", name="省计划委员会", region=shared_region())
    save_rows([unit], by=None, at=AT)
    assert found("计划") == [unit.pk]
    unit.name = "省发展改革委"
    save_rows([unit], by=None, at=AT)
    assert (found("计划"), found("改革")) == ([], [unit.pk])


def test_a_units_other_names_follow_it():
    old, new = make_unit(), make_unit()
    name = UnitName(unit=old, name="省发改委")
    save_rows([name], by=None, at=AT)
    assert found("发改委") == [old.pk]
    name.name = "省改委"
    save_rows([name], by=None, at=AT)
    assert (found("发改委"), found("改委")) == ([], [old.pk])
    name.unit = new
    save_rows([name], by=None, at=AT)
    assert found("改委") == [new.pk]


def test_what_is_taken_back_is_found_no_more(administrator):
    whole = make_indicator()
    part = make_indicator(plan=whole.plan, name="贵阳市装机容量")
    row = make_breakdown(whole=whole, part=part, how=PartsMake.EACH)
    index_everything()
    kinds = (SearchKind.INDICATOR, SearchKind.SERIES)
    assert found("贵阳", SearchKind.INDICATOR) == [part.pk]
    remove_part(breakdown=row, by=administrator, at=AT)
    assert not Series.objects.filter(pk=part.series_id).exists()
    assert [found("贵阳", kind) for kind in kinds] == [[], []]
    gone = {"indicator": part.pk, "series": part.series_id}
    for kind, pk in gone.items():
        assert not SearchEntry.objects.filter(kind=kind, object_id=pk).exists()


def test_entries_are_left_alone_where_nothing_changed_that_is_searched():
    unit = make_unit()
    index_everything()
    unit.valid_to = date(2024, 1, 1)
    before = SearchEntry.objects.get(kind="unit", object_id=unit.pk).pk
    SearchEntry.objects.filter(pk=before).update(grams="#unit |")
    save_rows([unit], by=None, at=AT)
    assert SearchEntry.objects.get(pk=before).grams == "#unit |"  # not touched


def test_mending_finds_what_is_missing_outdated_and_left_over():
    plan = make_plan(title="云南规划")
    task, unit = make_task(plan=plan, title="疫苗"), make_unit(name="省药监局")
    make_unit_name(unit=unit, name="药监")
    make_responsibility(task=task, unit=unit)
    index_everything()
    SearchEntry.objects.filter(kind="task").delete()
    SearchEntry.objects.filter(kind="plan").update(grams="#plan 江苏 苏 |")
    SearchEntry.objects.create(kind="unit", object_id=10**9, grams="#unit 没有 有 |")
    wrong = {"task": (1, 0, 0), "plan": (0, 1, 0), "unit": (0, 0, 1)}

    def told(*, write):
        return {
            str(each.kind): (each.missing, each.outdated, each.left_over)
            for each in mend_search(write=write)
            if not each.is_whole
        }

    assert told(write=False) == wrong
    assert told(write=True) == wrong
    assert told(write=False) == {}
    assert found("疫苗", SearchKind.TASK) == [task.pk]
    assert found("云南", SearchKind.PLAN) == [plan.pk]
    assert (found("江苏", SearchKind.PLAN), found("没有")) == ([], [])

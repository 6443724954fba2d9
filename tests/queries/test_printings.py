"""What two printings of a plan have alike, and which document prints which plan."""

from __future__ import annotations

import pytest

from planapp.domain.terms import Decision, DocumentKind, DocumentStatus, ItemKind
from planapp.queries.plan_figures import figures_of_region
from planapp.queries.printings import Difference, compare_printings, differences
from planapp.queries.reissues import plan_of, plan_reprinted_by, versions_of
from planapp.services.reissues import publish_reissue
from tests.factories import make_document, make_plan, shared_region
from tests.services.printings import LATER, draft_of_first, draft_of_second, publish_first

pytestmark = pytest.mark.django_db

TASK = {"number": "2", "title": "培育企业", "units": [], "deadline": None, "quote": "2.培育企业。"}


def found(changes):
    return {
        (one.difference, str(one.new or one.old)): one.fields
        for one in changes
        if one.difference is not Difference.SAME
    }


def test_two_printings_are_told_apart_by_sort(django_assert_num_queries):
    old, new = draft_of_first(), draft_of_second()
    with django_assert_num_queries(2):
        changes = compare_printings(old, new)
    assert found(changes) == {
        (Difference.REVISED, "产值"): ("value", "quote"),
        (Difference.EDITED, "产业规模壮大"): ("quote",),
        (Difference.EDITED, "培育骨干企业"): ("number", "units", "quote"),
        (Difference.NEW, "建设监测平台"): (),
        (Difference.NEW, "监测数据"): (),
        (Difference.GONE, "完善质量标准"): (),
    }


def test_what_was_rejected_is_in_neither_printing():
    old, new = draft_of_first(), draft_of_second()
    for draft in (old, new):
        draft.items.filter(kind=ItemKind.TASK).update(decision=Decision.REJECTED)
    assert ItemKind.TASK not in {one.kind for one in compare_printings(old, new)}


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"number": "3", "quote": "3. 培育企业。"}, ("number",)),
        ({"section": ["二、任务"]}, ("section",)),
        ({"quote": "2.培育骨干企业。"}, ("quote",)),
        ({"title": "培育 企业"}, ()),
        ({"deadline": "2025年"}, ("deadline",)),
    ],
)
def test_fields_that_differ_are_named(changes, fields):
    assert differences(ItemKind.TASK, TASK, TASK | changes) == fields


def test_same_number_written_otherwise_is_no_change():
    old = {"name": "产值", "value": "100", "target_year": None, "quote": "产值100亿元"}
    new = old | {"value": "100.0", "target_year": 2025}
    assert differences(ItemKind.INDICATOR, old, new, period_end=2025) == ()
    assert differences(ItemKind.INDICATOR, old, new) == ("target_year",)


def test_plan_is_recognised_in_a_draft_that_repeats_it(administrator, django_assert_num_queries):
    plan, draft = publish_first(administrator), draft_of_second()
    items = list(draft.items.all())
    with django_assert_num_queries(4):
        assert plan_reprinted_by(draft, items) == plan


@pytest.mark.parametrize(
    "changes", ({"kind": DocumentKind.CONSULTATION}, {"status": DocumentStatus.PUBLISHED})
)
def test_only_an_official_document_under_review_is_a_printing(administrator, changes):
    publish_first(administrator)
    draft = draft_of_second()
    for name, value in changes.items():
        setattr(draft.document, name, value)
    assert plan_reprinted_by(draft, list(draft.items.all())) is None


def test_draft_with_little_of_a_plan_is_another(administrator):
    publish_first(administrator)
    draft = draft_of_second()
    items = [item for item in draft.items.all() if "产值" in str(item) or "监测" in str(item)]
    assert plan_reprinted_by(draft, items) is None


def reissue(plan, by, draft):
    given = {"reason": "更正", "doc_number": "9号", "effective_year": 2023}
    plan.issuer = "省政府"
    plan.save()
    publish_reissue(plan=plan, draft=draft, by=by, at=LATER, **given)
    plan.refresh_from_db()


def test_document_knows_its_plan_before_and_after_it_is_replaced(administrator):
    plan, draft = publish_first(administrator), draft_of_second()
    first = plan.document
    assert plan_of(draft.document) is None
    reissue(plan, administrator, draft)
    assert (plan_of(first), plan_of(draft.document)) == (plan, plan)
    assert plan_of(make_document()) is None


def test_versions_cost_the_same_for_each_reissue(administrator, django_assert_num_queries):
    plan = publish_first(administrator)
    with django_assert_num_queries(3):
        [version] = versions_of(plan)
    assert (version.number, version.published_by, version.changes) == (1, "陈管理", None)
    reissue(plan, administrator, draft_of_second())
    with django_assert_num_queries(7):
        assert [one.changes for one in versions_of(plan)] == [6, None]


def test_withdrawn_indicator_and_the_plan_itself_are_not_compared_with(administrator):
    plan, draft = publish_first(administrator), draft_of_second()
    draft.items.filter(extracted__name="骨干企业").update(decision=Decision.REJECTED)
    reissue(plan, administrator, draft)
    make_plan()
    [figures] = figures_of_region(shared_region().name)
    assert "骨干企业" not in {figure.name for figure in figures.figures}
    assert figures_of_region(shared_region().name, besides=plan) == []

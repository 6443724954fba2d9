"""目标调整: proposed by one, confirmed by another, and what stays."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from planapp.domain.terms import Comparator, MemberRole, RevisionState
from planapp.models import AuditEvent, Gap, TargetRevision
from planapp.services.errors import Refused
from planapp.services.revisions import (
    RevisionGrounds,
    RevisionTerms,
    confirm_revision,
    propose_revision,
    refuse_revision,
)
from tests.conftest import make_person
from tests.factories import AT, make_gap, make_indicator, make_light_policy, make_plan, make_record

pytestmark = pytest.mark.django_db

GROUNDS = RevisionGrounds("省政府", "云政函〔2023〕8号", "中期评估调整")


@pytest.fixture
def indicator():
    plan = make_plan()
    make_light_policy(plan=plan)
    return make_indicator(plan=plan)


@pytest.fixture
def second(office):
    return make_person("second", role=MemberRole.ADMINISTRATOR, unit=office, full_name="沈复核")


def terms(indicator, **changes):
    as_it_is = RevisionTerms(
        effective_year=2023,
        target=indicator.target,
        target_max=indicator.target_max,
        target_year=indicator.target_year,
        base_year=indicator.base_year,
        base_value=indicator.base_value,
    )
    return replace(as_it_is, **changes)


def propose(indicator, by, grounds=GROUNDS, **changes):
    changes = changes or {"target": Decimal(120)}
    change = terms(indicator, **changes)
    return propose_revision(indicator=indicator, change=change, grounds=grounds, by=by, at=AT)


def confirmed(indicator, by, second, **changes):
    revision = propose(indicator, by, **changes)
    confirm_revision(revision=revision, by=second, at=AT)
    indicator.refresh_from_db()
    return revision


def test_proposal_holds_old_and_new_and_changes_nothing_yet(indicator, administrator):
    gap = make_gap(indicator=indicator)
    revision = propose(indicator, administrator)
    revision.refresh_from_db()
    indicator.refresh_from_db()
    gap.refresh_from_db()
    assert (revision.old_target, revision.new_target) == (Decimal(100), Decimal(120))
    assert (revision.old_base_value, revision.new_base_value) == (Decimal(50), Decimal(50))
    assert (indicator.target, gap.stale) == (Decimal(100), False)
    assert AuditEvent.objects.get().action == "revision.proposed"


def test_confirmation_by_another_takes_effect_and_makes_its_gaps_alone_stale(
    indicator, administrator, second
):
    gap = make_gap(indicator=indicator)
    make_gap(indicator=make_indicator(plan=indicator.plan), cycle=gap.cycle)
    revision = confirmed(indicator, administrator, second, target=Decimal(120), target_year=2024)
    revision.refresh_from_db()
    assert (indicator.target, indicator.target_year) == (Decimal(120), 2024)
    assert (revision.state, revision.decided_by) == (RevisionState.CONFIRMED, second)
    assert list(Gap.objects.filter(stale=True)) == [gap]
    event = AuditEvent.objects.order_by("pk").last()
    assert (event.action, len(event.changes)) == ("revision.confirmed", 2)


def test_new_base_tells_where_it_comes_from(administrator, second, indicator):
    indicator.base_is_demo = True
    indicator.save()
    confirmed(indicator, administrator, second, base_value=Decimal(60))
    assert (indicator.base_source, indicator.base_is_demo) == ("省政府 云政函〔2023〕8号", False)


def test_new_target_leaves_the_source_of_the_base(administrator, second, indicator):
    confirmed(indicator, administrator, second)
    assert indicator.base_source == "2020年统计公报"


def test_nobody_confirms_the_own_proposal(indicator, administrator):
    revision = propose(indicator, administrator)
    with pytest.raises(Refused, match="另一位管理员"):
        confirm_revision(revision=revision, by=administrator, at=AT)
    indicator.refresh_from_db()
    assert indicator.target == Decimal(100)


def test_confirmation_after_the_indicator_changed_is_refused(indicator, administrator, second):
    revision = propose(indicator, administrator)
    indicator.base_value = Decimal(55)
    indicator.save()
    with pytest.raises(Refused, match="又改过"):
        confirm_revision(revision=revision, by=second, at=AT)


def test_decided_proposal_is_not_decided_again(indicator, administrator, second):
    revision = confirmed(indicator, administrator, second)
    with pytest.raises(Refused, match="已处理过（已生效）"):
        confirm_revision(revision=revision, by=second, at=AT)
    with pytest.raises(Refused, match="已处理过（已生效）"):
        refuse_revision(revision=revision, reason="重复", by=second, at=AT)


@pytest.mark.parametrize("who", ("administrator", "second"))
def test_refused_or_withdrawn_proposal_makes_room_for_another(
    indicator, administrator, second, request, who
):
    revision = propose(indicator, administrator)
    by = request.getfixturevalue(who)
    refuse_revision(revision=revision, reason=" 依据不足 ", by=by, at=AT)
    revision.refresh_from_db()
    indicator.refresh_from_db()
    assert (revision.state, revision.refusal) == (RevisionState.REFUSED, "依据不足")
    assert indicator.target == Decimal(100)
    propose(indicator, administrator)
    assert TargetRevision.objects.count() == 2


def test_refusal_without_a_reason_is_refused(indicator, administrator, second):
    revision = propose(indicator, administrator)
    with pytest.raises(Refused, match="写明理由"):
        refuse_revision(revision=revision, reason=" ", by=second, at=AT)


def test_only_one_proposal_is_open(indicator, administrator):
    propose(indicator, administrator)
    with pytest.raises(Refused, match="已有一项目标调整等待确认"):
        propose(indicator, administrator, target=Decimal(130))


@pytest.mark.parametrize("year", (2022, 2023))
def test_next_revision_begins_later(indicator, administrator, second, year):
    confirmed(indicator, administrator, second)
    with pytest.raises(Refused, match="须晚于上一次目标调整（2023年）"):
        propose(indicator, administrator, target=Decimal(130), effective_year=year)
    assert propose(indicator, administrator, target=Decimal(130), effective_year=2024).pk


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"effective_year": 2023}, "没有任何变化"),
        ({"target": Decimal(120), "effective_year": 2020}, "生效年度须在规划期"),
        ({"target": Decimal(120), "effective_year": 2026}, "生效年度须在规划期"),
        ({"target_year": 2026}, "目标年须在规划期"),
        ({"base_year": 2025}, "须晚于基期年份2025"),
        ({"base_year": None}, "写明基期年"),
        ({"target_max": Decimal(90)}, "低于下限"),
        ({"target": Decimal("1234567890.1234567")}, "15位有效数字"),
        ({"target": Decimal("1.1234567")}, "小数"),
    ],
)
def test_change_that_cannot_be_kept_says_why(indicator, administrator, changes, words):
    with pytest.raises(Refused, match=words):
        propose(indicator, administrator, **changes)
    assert TargetRevision.objects.count() == 0


def test_range_keeps_an_upper_end(administrator):
    plan = make_plan()
    make_light_policy(plan=plan)
    indicator = make_indicator(plan=plan, comparator=Comparator.RANGE, target_max=Decimal(110))
    with pytest.raises(Refused, match="须有上限"):
        propose(indicator, administrator, target_max=None)


@pytest.mark.parametrize("missing", ("authority", "doc_number", "reason"))
def test_change_without_grounds_is_refused(indicator, administrator, missing):
    with pytest.raises(Refused, match="批准机关、文号和理由"):
        propose(indicator, administrator, grounds=replace(GROUNDS, **{missing: " "}))


@pytest.mark.parametrize("who", ("reporter", "supervisor", "auditor"))
def test_anybody_but_an_administrator_is_refused(indicator, administrator, request, who):
    person = request.getfixturevalue(who)
    with pytest.raises(Refused, match="只有管理员"):
        propose(indicator, person)
    revision = propose(indicator, administrator)
    with pytest.raises(Refused, match="只有管理员"):
        confirm_revision(revision=revision, by=person, at=AT)
    with pytest.raises(Refused, match="只有管理员"):
        refuse_revision(revision=revision, reason="不同意", by=person, at=AT)


def test_records_do_not_stand_in_the_way(indicator, administrator, second):
    make_record(series=indicator.series)
    confirmed(indicator, administrator, second, base_value=Decimal(60))
    assert indicator.base_value == Decimal(60)

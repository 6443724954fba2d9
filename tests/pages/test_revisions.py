"""目标调整: the form, its preview, and the second person's buttons."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from planapp.domain.terms import Comparator, MemberRole, ReportState, RevisionState
from planapp.models import Gap, TargetRevision
from planapp.services.gaps import recalculate_stale_gaps
from tests.conftest import make_person
from tests.factories import AT, make_cycle, make_gap, make_indicator, make_record, make_revision

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]

GIVEN = {
    "target": "150",
    "target_year": "2025",
    "base_year": "2020",
    "base_value": "50",
    "effective_year": "2023",
    "authority": "省政府",
    "doc_number": "省政函〔2023〕8号",
    "reason": "中期评估调整。",
}


def url(name, row):
    return reverse(f"admin:{name}", args=(row.pk,))


def text_of(response):
    return response.content.decode()


@pytest.fixture
def second_client(office):
    user = make_person("second", role=MemberRole.ADMINISTRATOR, unit=office, full_name="沈复核")
    client = Client()
    client.force_login(user)
    return client


def propose(client, indicator, **changes):
    return client.post(url("propose_revision", indicator), GIVEN | changes)


def test_form_stands_beside_what_holds_now(world, administrator_client):
    response = administrator_client.get(url("revisions", world.indicator))
    form = response.context["form"]
    terms = [(field.name, now, unit) for field, now, unit in form.terms()]
    assert terms == [
        ("target", Decimal(100), "万千瓦"),
        ("target_year", 2025, "年"),
        ("base_year", 2020, "年"),
        ("base_value", Decimal(50), "万千瓦"),
    ]
    assert form.initial["effective_year"] == 2024


def test_upper_end_is_asked_of_a_range_alone(world, administrator_client):
    indicator = make_indicator(
        plan=world.plan, comparator=Comparator.RANGE, target_max=Decimal(110)
    )
    form = administrator_client.get(url("revisions", indicator)).context["form"]
    assert "target_max" in form.fields


def test_supervisor_sees_the_history_and_no_form(world, supervisor_client):
    make_revision(indicator=world.indicator)
    text = text_of(supervisor_client.get(url("revisions", world.indicator)))
    assert ("省政函〔2023〕8号" in text, "确认生效" in text, "提出调整" in text) == (
        True,
        False,
        False,
    )


def test_preview_shows_the_lights_and_keeps_nothing(world, administrator_client):
    make_record(series=world.indicator.series, state=ReportState.APPROVED)
    world.indicator.gaps.update(stale=True)
    recalculate_stale_gaps(on=date(2024, 1, 15), at=AT)
    response = propose(administrator_client, world.indicator, preview="")
    [effect] = response.context["effects"]
    assert (effect.before.light, effect.after.light) == ("green", "red")
    assert response.context["form"]["target"].value() == "150"
    assert TargetRevision.objects.count() == 0


def test_proposal_waits_for_another(world, administrator_client, second_client):
    response = propose(administrator_client, world.indicator)
    revision = TargetRevision.objects.get()
    assert (response.status_code, revision.state) == (302, RevisionState.PROPOSED)
    page = url("revisions", world.indicator)
    own, others = (text_of(client.get(page)) for client in (administrator_client, second_client))
    assert ("确认生效" in own, "撤回" in own) == (False, True)
    assert ("确认生效" in others, "不予确认" in others) == (True, True)


def test_confirmed_revision_takes_effect_on_the_spot(
    world, administrator_client, second_client, django_capture_on_commit_callbacks
):
    make_record(series=world.indicator.series, state=ReportState.APPROVED)
    propose(administrator_client, world.indicator)
    with django_capture_on_commit_callbacks(execute=True):
        second_client.post(url("confirm_revision", TargetRevision.objects.get()))
    world.indicator.refresh_from_db()
    gap = Gap.objects.get(indicator=world.indicator)
    assert (world.indicator.target, gap.stale, gap.light) == (Decimal(150), False, "red")
    text = text_of(second_client.get(world.indicator.get_absolute_url()))
    assert ("已调整" in text, "2023年起的调整" in text, "省政函〔2023〕8号" in text) == (True,) * 3


def test_proposer_may_not_confirm_by_hand_either(world, administrator_client):
    propose(administrator_client, world.indicator)
    target = url("confirm_revision", TargetRevision.objects.get())
    response = administrator_client.post(target, follow=True)
    assert "请另一位管理员确认" in text_of(response)
    assert TargetRevision.objects.get().state == RevisionState.PROPOSED


def test_refusal_keeps_its_reason(world, administrator_client, second_client):
    propose(administrator_client, world.indicator)
    revision = TargetRevision.objects.get()
    second_client.post(url("refuse_revision", revision), {"reason": "依据不足"})
    revision.refresh_from_db()
    assert (revision.state, revision.refusal) == (RevisionState.REFUSED, "依据不足")
    assert "依据不足" in text_of(second_client.get(url("revisions", world.indicator)))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("target", ""),
        ("target", "一百"),
        ("target", "1234567890.123456"),
        ("effective_year", ""),
        ("doc_number", " "),
        ("authority", ""),
        ("reason", ""),
    ],
)
def test_error_stands_beside_its_field(world, administrator_client, field, value):
    response = propose(administrator_client, world.indicator, **{field: value})
    assert (response.status_code, list(response.context["form"].errors)) == (200, [field])
    assert TargetRevision.objects.count() == 0


def test_refused_proposal_says_why_and_keeps_what_was_written(world, administrator_client):
    response = propose(administrator_client, world.indicator, effective_year="2019")
    assert "生效年度须在规划期" in text_of(response)
    assert response.context["form"]["reason"].value() == "中期评估调整。"


@pytest.mark.parametrize(
    ("query", "shown"),
    [("", "proposed"), ("?state=confirmed", "confirmed"), ("?state=x", "proposed")],
)
def test_list_shows_one_state(world, auditor_client, office, query, shown):
    make_revision(indicator=world.indicator)
    person = make_person("p2", role=MemberRole.ADMINISTRATOR, unit=office, full_name="某")
    make_revision(state=RevisionState.CONFIRMED, decided_by=person, decided_at=AT)
    page = auditor_client.get(reverse("admin:revision_list") + query).context["page"]
    assert [revision.state for revision in page] == [shown]


def test_home_counts_what_others_proposed(world, administrator, administrator_client):
    make_revision(indicator=world.indicator)
    make_revision(proposed_by=administrator)
    waiting = administrator_client.get("/admin/").context["waiting"]
    [count] = [each["number"] for each in waiting if each["label"] == "待确认的目标调整"]
    assert count == 1


def test_cycle_judged_by_the_old_target_says_so(world, administrator_client, second_client):
    earlier = make_gap(
        indicator=world.indicator,
        cycle=make_cycle(plan=world.plan, as_of_on=date(2022, 12, 31)),
        stale=True,
    )
    make_record(
        series=world.indicator.series, as_of_on=date(2022, 12, 31), state=ReportState.APPROVED
    )
    propose(administrator_client, world.indicator)
    second_client.post(url("confirm_revision", TargetRevision.objects.get()))
    recalculate_stale_gaps(on=date(2024, 1, 15), at=AT)
    page = f"{world.indicator.get_absolute_url()}?cycle={earlier.cycle_id}"
    text = text_of(second_client.get(page))
    assert "规划原定</a>：目标 100 万千瓦（2025年），基期 50" in text


def test_pages_cost_the_same_for_any_number(world, auditor_client, count_queries, office):
    costs = set()
    person = make_person("p2", role=MemberRole.ADMINISTRATOR, unit=office, full_name="某")
    for year in (2022, 2023, 2024):
        for indicator in (world.indicator, make_indicator(plan=world.plan)):
            make_revision(
                indicator=indicator,
                effective_year=year,
                state=RevisionState.CONFIRMED,
                decided_by=person,
                decided_at=AT,
            )
        costs.add(
            (
                count_queries(auditor_client, reverse("admin:revision_list") + "?state=confirmed"),
                count_queries(auditor_client, url("revisions", world.indicator)),
                count_queries(auditor_client, world.indicator.get_absolute_url()),
            )
        )
    assert len(costs) == 1

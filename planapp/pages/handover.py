"""交接: what somebody who leaves has at hand passes to successors."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from planapp.clock import now, today
from planapp.models import Membership, Unit, User
from planapp.pages.choices import chosen_number
from planapp.pages.filters import link_with
from planapp.pages.frame import draw, missing, needs, person, telling
from planapp.queries.accounts import KEPT_ROLES
from planapp.queries.handling import Staff, load_staff
from planapp.queries.handover import Passing, count_remarks, holders_in, passing_of, units_left_by
from planapp.rights import Action, kept_units
from planapp.services.accounts import end_membership
from planapp.services.errors import Refused
from planapp.services.handover import hand_over

NOBODY = ""  # back to the unit


@needs(Action.SET_UP)
def unit_handover(request: HttpRequest, pk: int) -> HttpResponse:
    """The people of a unit with what they have at hand, and the way to pass it on."""
    unit = get_object_or_404(Unit, pk=pk)
    holders = holders_in([pk], on=today())
    return draw(
        request,
        "unit_handover.html",
        title=f"人员交接：{unit}",
        unit=unit,
        holders=holders,
        gone=sum(not each.stays for each in holders),
    )


def handover(request: HttpRequest, pk: int) -> HttpResponse:
    """What a person holds of a unit, who takes each item over, and the last look before it."""
    of_leaver = User.objects.filter(pk=pk)
    leaver = get_object_or_404(of_leaver)
    units = units_left_by(leaver, keeper=person(request), on=today())
    wanted = request.GET.get("unit", "")
    unit = _chosen(units, wanted)
    if unit is None:
        raise missing(Unit.objects.filter(pk=chosen_number(wanted) or 0) if units else of_leaver)
    passing = passing_of(leaver, unit, on=today())
    staff = [each for each in load_staff(unit, on=today()) if each.user != leaver]
    if request.method == "POST" and _carry_out(request, leaver, unit, staff=staff):
        own = unit.pk in kept_units(person(request), on=today())
        return redirect("admin:unit_accounts" if own else request.get_full_path())
    return _draw(request, leaver, unit, units=units, passing=passing, staff=staff)


def _chosen(units: list[Unit], wanted: str) -> Unit | None:
    """The unit that the address names, else the first."""
    if not wanted:
        return units[0] if units else None
    return next((unit for unit in units if str(unit.pk) == wanted), None)


def _carry_out(request: HttpRequest, leaver: User, unit: Unit, *, staff: list[Staff]) -> bool:
    """Pass the items on and, if asked to, end what the person does for the unit: all or nothing."""
    people = {str(each.user.pk): each.user for each in staff}
    sent = {key.removeprefix("to-"): request.POST[key] for key in request.POST if key[:3] == "to-"}
    by: dict[str, Any] = {"by": person(request), "at": now()}
    ending = _memberships(request, leaver, unit) if "end" in request.POST else []
    passed = f"{leaver}手上的 {len(sent)} 项已交接。" if sent else ""
    done = passed + (f"{leaver}的任职已结束。" if ending else "")
    with telling(request, done) as outcome:
        if strangers := [to for to in sent.values() if to != NOBODY and to not in people]:
            raise Refused(f"接手人须是本单位的另一位填报人员（{strangers[0][:20]}不是），请重选。")
        if sent or not ending:
            successors = {key: people.get(to) for key, to in sent.items()}
            hand_over(leaver=leaver, unit=unit, successors=successors, **by)
        for membership in ending:
            end_membership(membership=membership, **by)
    return outcome.succeeded


def _memberships(request: HttpRequest, leaver: User, unit: Unit) -> list[Membership]:
    """What the person does for the unit that this administrator of the unit may end."""
    if unit.pk not in kept_units(person(request), on=today()):
        return []
    rows = Membership.objects.filter(user=leaver, unit=unit, role__in=KEPT_ROLES)
    return list(rows.valid_on(today()).select_related("user", "unit").order_by("pk"))


def _draw(
    request: HttpRequest,
    leaver: User,
    unit: Unit,
    *,
    units: list[Unit],
    passing: list[Passing],
    staff: list[Staff],
) -> HttpResponse:
    usual = request.GET.get("to", NOBODY)
    rows = [(each, request.POST.get(f"to-{each.key}", usual)) for each in passing]
    tabs = [
        {"label": str(one), "url": link_with(request, unit=one.pk), "active": one == unit}
        for one in units
    ]
    return draw(
        request,
        "handover.html",
        title=f"交接：{leaver}",
        leaver=leaver,
        unit=unit,
        tabs=tabs if len(tabs) > 1 else (),
        rows=rows,
        staff=[(str(each.user.pk), each) for each in staff],
        usual=usual,
        remarks=count_remarks(leaver, unit, on=today()),
        memberships=_memberships(request, leaver, unit),
        keeps=unit.pk in kept_units(person(request), on=today()),
        today=today(),
    )

"""Pages of one item answer whatever stands in their address; what cannot be read is passed over."""

from __future__ import annotations

import pytest
from django.urls import reverse

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]

STRANGE = ("abc", "-1", "9" * 30, "2147483648", "1e400", "²", "a\0b", "%", "2023-13-45", "x" * 3000)


def test_strange_parameters_are_passed_over(world, unit, auditor_client):
    pages = {
        reverse("admin:indicator", args=(world.indicator.pk,)): ("cycle",),
        reverse("admin:indicator_brief", args=(world.indicator.pk,)): ("cycle", "format"),
        reverse("admin:plan_brief", args=(world.plan.pk,)): ("format",),
        reverse("admin:unit_brief", args=(unit.pk,)): ("format",),
        reverse("admin:search"): ("q", "kind", "plan", "page"),
    }
    answers = {
        (page, name, value): auditor_client.get(page, {name: value}).status_code
        for page, names in pages.items()
        for name in names
        for value in STRANGE
    }
    assert {asked for asked, status in answers.items() if status != 200} == set()


@pytest.mark.parametrize("name", ["indicator", "indicator_brief", "plan", "plan_brief",
                                  "plan_findings", "unit", "unit_brief"])  # fmt: skip
@pytest.mark.parametrize("number", ["0", "2147483648", "9223372036854775808", "9" * 30])
def test_number_that_nothing_has_is_not_found(auditor_client, name, number):
    address = reverse(f"admin:{name}", args=(1,)).replace("/1/", f"/{number}/")
    assert auditor_client.get(address).status_code == 404

"""Rows for benchmarks/rush.py: what benchmarks/page_rows.py makes, and people to come at once.

python benchmarks/rush_rows.py NUMBER CLERKS SUPERVISORS UNITS
"""

from __future__ import annotations

import sys

from page_rows import OWN, PASSWORD, make, unit_key  # sets Django up

from django.apps import apps  # isort: skip
from django.core.management.color import no_style  # isort: skip
from django.db import connection  # isort: skip

from planapp.jobs import freeze_closed_rounds
from planapp.models import Membership, Supervision, User

FIRST_UNIT = OWN + 1  # from there on they lead something
CLERK, SUPERVISOR = 100_000, 200_000  # keys begin there


def make_people(clerks: int, supervisors: int, units: int) -> None:
    """As many as are missing; all have one password, which takes each log-in as long as any."""
    pattern = User(username="rush")
    pattern.set_password(PASSWORD)
    people = [(CLERK + n, f"rush-c{n}", "reporter", FIRST_UNIT + n % units) for n in range(clerks)]
    people += [(SUPERVISOR + n, f"rush-s{n}", "supervisor", OWN) for n in range(supervisors)]
    known = set(User.objects.filter(pk__gte=CLERK).values_list("pk", flat=True))
    new = [each for each in people if each[0] not in known]
    User.objects.bulk_create(
        User(pk=pk, username=name, full_name=name, password=pattern.password)
        for pk, name, _, _ in new
    )
    Membership.objects.bulk_create(
        Membership(user_id=pk, unit_id=unit_key(unit), role=role) for pk, _, role, unit in new
    )
    Supervision.objects.bulk_create(
        Supervision(user_id=pk) for pk, _, role, _ in new if role == "supervisor"
    )


def count_on() -> None:
    """New rows get keys beyond those that were copied in."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)


if __name__ == "__main__":
    number, *numbers = map(int, sys.argv[1:])
    make(number)
    freeze_closed_rounds()  # else the first sweep does it, in the midst of the rush
    make_people(*numbers)
    count_on()

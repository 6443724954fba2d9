"""What became of each reminder: owed, claimed, sent, failed on a channel, acknowledged, ended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Value, When

from planapp.domain.terms import DeliveryState, ReminderKind, ReminderState
from planapp.models import Delivery, Reminder


@dataclass(frozen=True, slots=True)
class ReminderFilter:
    """What narrows the list; None or empty leaves a dimension open."""

    plan: int | None = None
    unit: int | None = None
    kind: str = ""
    state: str = ""
    closing: str = ""
    day: date | None = None  # on which it was owed

    def narrow(self, rows: QuerySet[Reminder]) -> QuerySet[Reminder]:
        """Those that fit, of rows of `with_state`."""
        wanted = {
            "cycle__plan": self.plan,
            "unit": self.unit,
            "kind": self.kind,
            "state": self.state,
            "closing": self.closing,
            "owed_on": self.day,
        }
        return rows.filter(**{name: value for name, value in wanted.items() if value})

    def with_any_state(self) -> ReminderFilter:
        return replace(self, state="")


def with_state(rows: QuerySet[Reminder]) -> QuerySet[Reminder]:
    """Adds to each its `state`: the last step it has come to."""
    failed = Delivery.objects.filter(message=OuterRef("message"), state=DeliveryState.FAILED)
    steps = (
        (Q(closed_at__isnull=False), ReminderState.CLOSED),
        (Q(acknowledged_at__isnull=False), ReminderState.ACKNOWLEDGED),
        (Q(sent_at__isnull=False) & Exists(failed), ReminderState.FAILED),
        (Q(sent_at__isnull=False), ReminderState.SENT),
        (Q(claimed_at__isnull=False), ReminderState.CLAIMED),
    )
    cases = [When(condition, then=Value(state.value)) for condition, state in steps]
    owed = Value(ReminderState.OWED.value)
    return rows.annotate(state=Case(*cases, default=owed, output_field=CharField()))


def reminders_shown(rows: QuerySet[Reminder]) -> QuerySet[Reminder]:
    """These with all that a line of the list names, the latest first. One query."""
    return rows.select_related(
        "cycle__plan", "unit", "recipient", "indicator", "task", "message", "urge__urged_by"
    ).order_by("-owed_on", "-pk")


def counts_by_state(rows: QuerySet[Reminder]) -> dict[ReminderState, int]:
    """How many of the rows of `with_state` are in each state. One query."""
    # `state` is an annotation, which the plug-in of mypy does not see through a parameter.
    counted = rows.order_by().values("state").annotate(number=Count("pk"))  # type: ignore[misc]
    found = {ReminderState(row["state"]): row["number"] for row in counted}
    return {state: found.get(state, 0) for state in ReminderState}


def deliveries_of(reminder: Reminder) -> list[Delivery]:
    """Each attempt to get its message to the person by a channel. One query."""
    rows = Delivery.objects.filter(message=reminder.message_id).select_related("channel")
    return list(rows.order_by("made_at", "pk")) if reminder.message_id else []


def siblings_of(reminder: Reminder) -> QuerySet[Reminder]:
    """All that anybody was told of the same item in the same round, the latest first."""
    about = {"indicator": reminder.indicator_id, "task": reminder.task_id}
    rows = with_state(Reminder.objects.filter(cycle=reminder.cycle_id, **about))
    return reminders_shown(rows).exclude(pk=reminder.pk)


def kinds_shown() -> list[tuple[str, str]]:
    """The kinds that reminders have; a notice is a paper of its own."""
    return [pair for pair in ReminderKind.choices() if pair[0] != ReminderKind.NOTICE]

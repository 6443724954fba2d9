"""Whether the audit trail tells of every change of a business row: it is carried out again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps

from planapp.domain.audited import each_change
from planapp.models import AuditEvent
from planapp.services.audit import Snapshot, snapshot

Rows = dict[tuple[str, str], Snapshot]

# What is no business row, and why.
LEFT_OUT = {
    "auditevent": "the trail itself",
    "auditedrows": "the trail's own index; verify_audit compares it",
    "securityevent": "a chain of its own",
    "frozenreport": "kept whole and sealed; its event tells the checksum",
    "gap": "computed; its inputs are stored with it, and all of them are in the trail",
    "reminder": "follows from rules, cycles and duties every day; events say how many",
    "delivery": "what became of a message on its way; the row itself tells",
    "message": "a copy of what was told; the inbox keeps it, its reading is its reader's",
    "recoverycode": "a secret, kept as a hash and used once; the account's events say so",
    "reportrun": "how far a file is; what it shows is told where it is written",
    "importrun": "how far a file is; what it brings is told where it is written",
    "jobrun": "how a job went; what jobs change is told where it is changed",
    "searchentry": "what rows are found by, derived from them; rebuild_search compares it",
    "keptcount": "counted from other rows; tests/services/test_kept_counts.py compares them",
    "keptround": "which rounds are counted",
    "touchedplan": "which plans have to be counted again",
    "loginsession": "a session; log-ins are security events",
}
COLUMNS_LEFT_OUT = {"user": {"last_login"}}  # log-ins are security events
MODELS = [
    model
    for model in apps.get_app_config("planapp").get_models()
    if model._meta.model_name not in LEFT_OUT
]


def business_rows() -> Rows:
    """Every business row as the trail would write it."""
    rows: Rows = {}
    for model in MODELS:
        kind = str(model._meta.model_name)
        for row in model._default_manager.all():
            values = snapshot(row)
            for column in COLUMNS_LEFT_OUT.get(kind, ()):
                values.pop(column)
            rows[kind, str(row.pk)] = values
    return rows


def carry_out(rows: Rows, *, after: int = 0) -> Rows:
    """The rows as the events after that one leave them."""
    rows = {key: dict(values) for key, values in rows.items()}
    kinds = {model._meta.model_name for model in MODELS}
    for event in AuditEvent.objects.filter(pk__gt=after).order_by("pk"):
        for change in each_change(event.changes):
            key = change["model"], change["pk"]
            if key[0] not in kinds:
                continue
            row = rows.setdefault(key, {})
            left_out = COLUMNS_LEFT_OUT.get(key[0], set())
            told = change["fields"].items()
            row.update({name: new for name, (_, new) in told if name not in left_out})
            if all(value is None for value in row.values()):  # removed
                del rows[key]
    return rows


def untold() -> dict[str, object]:
    """What the whole trail does not tell of: nothing, where every change was written down."""
    return differences(business_rows(), carry_out({}))


@contextmanager
def trail_tells_all() -> Iterator[None]:
    """What is done inside is in the trail: the rows before and the events give those after."""
    before = business_rows()
    last = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    yield
    assert differences(business_rows(), carry_out(before, after=last)) == {}


def differences(rows: Rows, told: Rows) -> dict[str, object]:
    """By row: the columns that are otherwise than told, or that it is there, or is not."""
    found: dict[str, object] = {}
    for key in rows.keys() | told.keys():
        if key not in told or key not in rows:
            found["#".join(key)] = "not told" if key in rows else "gone"
            continue
        columns = {name: (told[key].get(name), value) for name, value in rows[key].items()
                   if told[key].get(name) != value}  # fmt: skip
        if columns:
            found["#".join(key)] = columns
    return found

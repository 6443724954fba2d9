"""Filters of the audit trail: what was done, and to which rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import QuerySet
from django.http import HttpRequest

from planapp.admin.filters import TypedFilter
from planapp.domain.actions import ACTIONS, FORMER, GROUPS, actions_of
from planapp.models import AuditEvent
from planapp.queries.audit_trail import kinds_of_rows, of_kind, of_row

Events = QuerySet[AuditEvent]


class GroupFilter(admin.SimpleListFilter):
    """所有与“填报期”有关的操作."""

    title = "操作类别"
    parameter_name = "group"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(GROUPS.items())

    def queryset(self, request: HttpRequest, queryset: Events) -> Events:
        group = self.value()
        return queryset.filter(action__in=actions_of(group)) if group else queryset


class ActionFilter(admin.SimpleListFilter):
    """One action; of the group that is chosen, else any."""

    title = "操作"
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        group = request.GET.get("group")
        codes = actions_of(group) if group in GROUPS else (*ACTIONS, *FORMER)
        return [(code, (ACTIONS | FORMER)[code]) for code in codes]

    def queryset(self, request: HttpRequest, queryset: Events) -> Events:
        code = self.value()
        return queryset.filter(action=code) if code else queryset


class RowFilter(TypedFilter):
    """Rows of one kind, or one row by its number: its history."""

    title = "业务数据"
    template = "admin/row_filter.html"
    inputs = {"row": "种类", "row_pk": "编号"}

    def queryset(self, request: HttpRequest, queryset: Events) -> Events:
        kind, pk = (str(self.used_parameters.get(name, "")) for name in self.inputs)
        if not kind:
            return queryset
        if kind not in kinds_of_rows() or (pk and not pk.isdecimal()):
            raise IncorrectLookupParameters(kind)
        return of_row(queryset, kind, int(pk)) if pk else of_kind(queryset, kind)

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        kinds = sorted(kinds_of_rows().items(), key=lambda item: item[1])
        yield {"kinds": kinds, **{name: self.used_parameters.get(name, "") for name in self.inputs}}

    @property
    def chosen(self) -> str:
        kind, pk = (str(self.used_parameters.get(name, "")) for name in self.inputs)
        label = kinds_of_rows().get(kind, kind)
        return f"{label} #{pk}" if pk else label

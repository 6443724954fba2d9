"""Filters whose values are typed in: words and days, where a list of all there are is too long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import PAGE_VAR
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date

from planapp.domain.terms import PlanStatus
from planapp.models import Plan
from planapp.pages.choices import MOST_PLANS, chosen_numbers, other_plans


class TypedFilter(admin.ListFilter):
    """A form within the list's filters; `inputs` are its parameters with their labels."""

    template = "admin/typed_filter.html"
    input_type = "text"
    inputs: ClassVar[dict[str, str]]

    def __init__(
        self,
        request: HttpRequest,
        params: dict[str, Any],
        model: type[Model],
        model_admin: admin.ModelAdmin[Any],
    ) -> None:
        super().__init__(request, params, model, model_admin)
        given = {
            name: params.pop(name)[-1].replace("\x00", "")  # which no database of ours takes
            for name in self.inputs
            if name in params
        }
        self.used_parameters = {name: value for name, value in given.items() if value}
        ours = {*self.inputs, PAGE_VAR}
        self.others = [
            (name, value)
            for name, values in request.GET.lists()
            if name not in ours
            for value in values
        ]

    def has_output(self) -> bool:
        return True

    def expected_parameters(self) -> list[str | None]:
        return list(self.inputs)

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        for name, label in self.inputs.items():
            value = self.used_parameters.get(name, "")
            yield {"name": name, "label": label, "value": value, "type": self.input_type}

    @property
    def chosen(self) -> str:
        return "–".join(str(value) for value in self.used_parameters.values())


class WithdrawnFilter(admin.SimpleListFilter):
    """Leaves out what is of withdrawn plans, unless it is asked for, by itself or by its plan."""

    title = "已撤销的规划"
    parameter_name = "withdrawn"
    status_path = "plan__status"

    def __init__(
        self,
        request: HttpRequest,
        params: dict[str, Any],
        model: type[Model],
        model_admin: admin.ModelAdmin[Any],
    ) -> None:
        super().__init__(request, params, model, model_admin)
        self.is_told_otherwise = any(name.startswith(("status", "plan")) for name in request.GET)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("1", "一并列出")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "1" or self.is_told_otherwise:
            return queryset
        return queryset.exclude(**{self.status_path: PlanStatus.WITHDRAWN})


class WithdrawnPlanFilter(WithdrawnFilter):
    status_path = "status"


class UsedFilter(admin.RelatedFieldListFilter):
    """Of what a foreign key leads to, that to which some row of the list does.

    Row by row of the register it is asked whether there is one: no list is read for its menu. Of
    many plans the first are offered and the chosen one; regions are all offered.
    """

    def field_choices(
        self, field: Any, request: HttpRequest, model_admin: Any
    ) -> list[tuple[str, Any]]:
        own = model_admin.get_queryset(request).filter(**{self.field_path: OuterRef("pk")})
        model = field.remote_field.model
        rows = model._default_manager.filter(Exists(own.order_by()))
        most = MOST_PLANS if model is Plan else None
        first = list(rows.order_by("code")[: most and most + 1])
        self.has_more = most is not None and len(first) > most
        chosen = rows.filter(pk__in=chosen_numbers(self.lookup_val or ())) if self.has_more else ()
        offered = {row.pk: str(row) for row in (*first[:most], *chosen)}
        return [(str(pk), words) for pk, words in offered.items()]

    def choices(self, changelist: Any) -> Iterator[Any]:
        yield from super().choices(changelist)
        if self.has_more:
            words, url = other_plans()
            yield {"selected": False, "query_string": url, "display": words}


class PersonFilter(TypedFilter):
    title = "人员"
    inputs = {"person": "姓名或账号"}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        word = self.used_parameters.get("person", "")
        names = ("actor_name", "actor__username", "actor__full_name")
        return queryset.filter(
            Q.create([(f"{name}__icontains", word) for name in names], connector=Q.OR)
        ) if word else queryset  # fmt: skip


class AddressFilter(TypedFilter):
    title = "来源地址"
    inputs = {"address": "地址或其开头"}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(origin__startswith=self.used_parameters.get("address", ""))


class PeriodFilter(TypedFilter):
    title = "时间"
    input_type = "date"
    inputs = {"since": "从", "until": "到（含）"}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        since, until = (self._midnight(name) for name in self.inputs)
        if since:
            queryset = queryset.filter(at__gte=since)
        if until:
            queryset = queryset.filter(at__lt=until + timedelta(days=1))
        return queryset

    def _midnight(self, name: str) -> datetime | None:
        if name not in self.used_parameters:
            return None
        try:
            day = parse_date(str(self.used_parameters[name]))
        except ValueError as error:
            raise IncorrectLookupParameters(error) from error
        if day is None:
            raise IncorrectLookupParameters(name)
        return timezone.make_aware(datetime.combine(day, time()))

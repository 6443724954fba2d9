"""What a person may open in the admin follows from the roles they hold today."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db.models import QuerySet

from planapp.clock import today
from planapp.models import User
from planapp.rights import roles_of

_KEPT = "_permissions_of_roles"  # where a person's are kept for as long as a request


class MembershipBackend(ModelBackend):
    """Grants the permissions of the group named after each role that is valid today.

    Nothing else grants any: neither an account's own groups nor its being a superuser.
    """

    def _get_group_permissions(self, user_obj: User) -> QuerySet[Permission]:
        labels = [role.label for role in roles_of(user_obj, on=today())]
        return Permission.objects.filter(group__name__in=labels)

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """As `app.codename`; two queries, then kept with the person."""
        if not isinstance(user_obj, User) or not user_obj.is_active or obj is not None:
            return set()
        known: set[str] | None = user_obj.__dict__.get(_KEPT)
        if known is None:
            rows = self._get_group_permissions(user_obj).order_by()
            found = rows.values_list("content_type__app_label", "codename")
            known = user_obj.__dict__[_KEPT] = {f"{app}.{code}" for app, code in found}
        return known

"""What a person may open in the admin follows from the roles they hold today."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db.models import QuerySet

from planapp.clock import today
from planapp.models import User
from planapp.rights import roles_of


class MembershipBackend(ModelBackend):
    """Grants the permissions of the group named after each role that is valid today."""

    def _get_group_permissions(self, user_obj: User) -> QuerySet[Permission]:
        labels = [role.label for role in roles_of(user_obj, on=today())]
        return Permission.objects.filter(group__name__in=labels)

"""What an address is made of."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponseBase

# route, view, name
Address = tuple[str, Callable[..., HttpResponseBase], str]

"""Addresses: finding by words."""

from __future__ import annotations

from planapp.pages import search
from planapp.pages.address import Address

PAGES: list[Address] = [
    ("search/", search.search, "search"),
]

"""Addresses: how the installation is."""

from __future__ import annotations

from planapp.pages import operation
from planapp.pages.address import Address

PAGES: list[Address] = [
    ("operation/", operation.operation, "operation"),
]

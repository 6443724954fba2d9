from __future__ import annotations


def find_tables(text):
    return []


def read_table_indicators(text, table, *, scopes, period_end):
    return []

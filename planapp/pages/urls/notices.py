"""Addresses: 督办, from draft to end."""

from __future__ import annotations

from planapp.pages import (
    supervision_notices,
    supervision_notices_new,
    supervision_notices_one,
    supervision_notices_paper,
)
from planapp.pages.address import Address

PAGES: list[Address] = [
    ("notices/", supervision_notices.notice_list, "notice_list"),
    ("notices/table.<slug:ending>", supervision_notices.notice_table, "notice_table"),
    ("notices/new/", supervision_notices_new.new_notice, "new_notice"),
    ("notices/<int:pk>/", supervision_notices_one.notice, "notice"),
    ("notices/<int:pk>/edit/", supervision_notices_one.edit_notice, "edit_notice"),
    ("notices/<int:pk>/sign/", supervision_notices_one.sign, "sign_notice"),
    ("notices/<int:pk>/paper/", supervision_notices_paper.notice_paper, "notice_paper"),
    ("notices/<int:pk>/paper.docx", supervision_notices_paper.notice_file, "notice_file"),
    ("my/notices/", supervision_notices.my_notices, "my_notices"),
]

"""The field through which a document comes in: its size is known before it is read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from planapp.domain.reading import ACCEPTED

FORMATS = "Word（.docx）、有文字层的 PDF、网页（.html）或文本（.txt）"


class DocumentField(forms.FileField):
    """A file in one of the formats that can be read, within the limit of the installation."""

    def __init__(self, *, label: str, note: str = "") -> None:
        accept = forms.FileInput(attrs={"accept": ",".join(ACCEPTED)})
        help_text = f"{FORMATS}，不超过 {settings.MAX_DOCUMENT_BYTES // 1024 // 1024} MB；{note}"
        super().__init__(label=label, widget=accept, help_text=f"{help_text}请勿上传涉密文件。")

    def clean(self, data: Any, initial: Any = None) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = super().clean(data, initial)
        if (file.size or 0) > settings.MAX_DOCUMENT_BYTES:
            limit = settings.MAX_DOCUMENT_BYTES // 1024 // 1024
            raise forms.ValidationError(f"文件超过上限 {limit} MB。")
        return file

"""The fields through which files come in: size known and viruses looked for before any is read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from planapp.domain.reading import ACCEPTED
from planapp.domain.reading.limits import MEGABYTE
from planapp.services.errors import Refused
from planapp.services.scanning import require_clean

FORMATS = "Word（.docx）、有文字层的 PDF、网页（.html）或文本（.txt）"


class ScannedFileField(forms.FileField):
    """A file that the product reads itself, once the installation's scanner has passed it.

    One of more than `max_bytes` is not even scanned; `advice` tells what to do then. Evidence,
    which only people read, waits in quarantine for a worker instead.
    """

    def __init__(self, *, max_bytes: int, advice: str = "", **options: Any) -> None:
        super().__init__(**options)
        self.max_bytes, self.advice = max_bytes, advice

    def clean(self, data: Any, initial: Any = None) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = super().clean(data, initial)
        if (file.size or 0) > self.max_bytes:
            limit = self.max_bytes // MEGABYTE
            raise forms.ValidationError(f"文件超过上限 {limit} MB。{self.advice}")
        try:
            require_clean(file, command=settings.SCAN_COMMAND, seconds=settings.SCAN_SECONDS)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return file


class DocumentField(ScannedFileField):
    """A file in one of the formats that can be read, within the limit of the installation."""

    def __init__(self, *, label: str, note: str = "") -> None:
        limit = settings.MAX_DOCUMENT_BYTES
        help_text = f"{FORMATS}，不超过 {limit // MEGABYTE} MB；{note}请勿上传涉密文件。"
        accept = forms.FileInput(attrs={"accept": ",".join(ACCEPTED)})
        super().__init__(max_bytes=limit, label=label, widget=accept, help_text=help_text)

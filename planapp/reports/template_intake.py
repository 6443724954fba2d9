"""A Word layout on its way in: a real file that can do nothing by itself, and that fits."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import PurePath

from planapp.domain.reading import UnreadableDocument, check_attachment
from planapp.domain.reading.limits import MEGABYTE, Deadline
from planapp.domain.reading.package import WORD, Package
from planapp.domain.terms import PaperKind
from planapp.models import ReportTemplate, User
from planapp.reports.office_papers import OFFICE_PAPERS
from planapp.reports.office_template import find_mistakes
from planapp.services.errors import Refused
from planapp.services.report_templates import keep_template

MOST_BYTES = 5 * MEGABYTE
_MOST_NAMED = 8  # of the mistakes, in one answer
# Parts and relations that act when the file is opened, or fetch something.
_ACTING = re.compile(r"vbaProject|activeX|/embeddings/|/ctrlProps/|\.bin$", re.IGNORECASE)
_ACTING_RELATIONS = ("aFChunk", "attachedTemplate", "subDocument", "frame", "oleObject", "control")
_FETCHING = re.compile(
    r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|INCLUDE|LINK|IMPORT|DATABASE|MACROBUTTON)\b"
)
_FIELDS = (f"{{{WORD}}}instrText", f"{{{WORD}}}fldSimple")


def receive_template(
    *, kind: PaperKind, content: bytes, file_name: str, by: User, at: datetime
) -> ReportTemplate:
    """Check a layout and put it in use; Refused says what is wrong with it, and where."""
    try:
        check_file(content, PurePath(file_name).name)
    except UnreadableDocument as error:
        raise Refused(str(error), field="file") from error
    try:
        mistakes = find_mistakes(content, OFFICE_PAPERS[kind].form)
    except Refused as refusal:
        raise Refused(str(refusal), field="file") from refusal
    if mistakes:
        more = f"；另有{len(mistakes) - _MOST_NAMED}处" if len(mistakes) > _MOST_NAMED else ""
        raise Refused(f"占位符有误：{'；'.join(mistakes[:_MOST_NAMED])}{more}。", field="file")
    return keep_template(kind=kind, content=content, file_name=file_name, by=by, at=at)


def check_file(content: bytes, name: str) -> None:
    """Raise UnreadableDocument where it is no Word file, or would act or fetch something."""
    if PurePath(name).suffix.lower() != ".docx":
        raise UnreadableDocument(f"《{name}》不是 .docx 文件。请在 Word 或 WPS 中另存为 .docx。")
    if len(content) > MOST_BYTES:
        raise UnreadableDocument(f"《{name}》超过上限 {MOST_BYTES // MEGABYTE} MB。")
    check_attachment(content, file_name=name)
    package = Package(content, file_name=name, deadline=Deadline())
    for part in sorted(package.names):
        if _ACTING.search(part):
            raise UnreadableDocument(
                f"《{name}》含有宏、控件或嵌入的对象（{part}），请删除后再上传。"
            )
        if part.endswith(".rels"):
            _check_relations(package, part, name)
        elif part.endswith(".xml"):
            _check_fields(package, part, name)


def _check_relations(package: Package, part: str, name: str) -> None:
    for relation in package.parse(part):
        kind = relation.get("Type", "").rpartition("/")[2]
        if relation.get("TargetMode") == "External" or kind in _ACTING_RELATIONS:
            where = relation.get("Target", "")[:80]
            raise UnreadableDocument(
                f"《{name}》含有外部链接（{where}）。请删除超链接、链接的图片和附加的模板后再上传。"
            )


def _check_fields(package: Package, part: str, name: str) -> None:
    for element in package.parse(part).iter(*_FIELDS):
        words = f"{element.text or ''} {element.get(f'{{{WORD}}}instr', '')}"
        found = _FETCHING.search(words.upper())
        if found:
            raise UnreadableDocument(
                f"《{name}》含有会读取其他文件的域（{found[0]}），请删除后再上传。"
            )

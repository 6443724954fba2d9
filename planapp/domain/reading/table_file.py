"""From bytes and a file name to sheets of values, whatever the format."""

from __future__ import annotations

from pathlib import PurePath

from planapp.domain.reading.attachments import check_attachment
from planapp.domain.reading.csv_values import read_csv
from planapp.domain.reading.formats import COMPOUND
from planapp.domain.reading.limits import MAX_TABLE_BYTES, MEGABYTE, Deadline
from planapp.domain.reading.result import UnreadableDocument
from planapp.domain.reading.workbook_values import read_xlsx
from planapp.domain.reading.xls_values import read_xls
from planapp.domain.sheet import Sheet

_READERS = {".xlsx": read_xlsx, ".xls": read_xls, ".et": read_xls, ".csv": read_csv}
TABLES = tuple(_READERS)
_SAVE = "请用 Excel 或 WPS 打开后“另存为”.xlsx，再上传。"
_ADVICE = {
    ".xlsm": f"含宏的工作簿可能带有病毒，不接受。{_SAVE}",
    ".xlsb": f"二进制工作簿（.xlsb）不能读取。{_SAVE}",
    ".xltx": f"Excel 模板（.xltx）不能读取。{_SAVE}",
    ".ods": f"ODS 表格（.ods）不能读取。{_SAVE}",
    ".txt": "文本文件请另存为 .csv，再上传。",
    ".docx": "Word 文档中的表格请粘贴到 Excel，另存为 .xlsx，再上传。",
    ".doc": "Word 文档中的表格请粘贴到 Excel，另存为 .xlsx，再上传。",
    ".pdf": "PDF 中的表格请先转换为 .xlsx，再上传。",
}
_WEB = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<head", b"<meta")
_SPREADSHEET = b"PK\x03\x04"


def read_table_file(content: bytes, name: str) -> tuple[Sheet, ...]:
    """The sheets of an .xlsx, .xls, .et or .csv with their values, those of hidden sheets too.

    Nothing in the file is carried out, nothing it names is fetched: a formula counts by its last
    result. Raises UnreadableDocument, in Chinese, with the place where there is one.
    """
    ending = PurePath(name).suffix.lower()
    read = _READERS.get(ending)
    if read is None:
        advice = _ADVICE.get(ending, f"不接受这种文件，可以上传 {'、'.join(TABLES)}。")
        raise UnreadableDocument(f"《{name}》：{advice}")
    if not content.strip():
        raise UnreadableDocument(f"《{name}》是空文件。")
    if len(content) > MAX_TABLE_BYTES:
        raise UnreadableDocument(f"《{name}》超过上限 {MAX_TABLE_BYTES // MEGABYTE} MB。")
    _check_kind(content, name, ending)
    sheets = read(content, file_name=name, deadline=Deadline())
    if not any(sheet.rows for sheet in sheets):
        raise UnreadableDocument(f"《{name}》中没有内容。")
    return sheets


def _check_kind(content: bytes, name: str, ending: str) -> None:
    """Raise UnreadableDocument where the file is not what its name says."""
    begin = content[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if begin.startswith(_WEB):
        raise UnreadableDocument(f"《{name}》实际是网页或 XML，不是表格文件。{_SAVE}")
    if ending == ".csv":
        if content.startswith((COMPOUND, _SPREADSHEET)):
            raise UnreadableDocument(f"《{name}》实际是 Excel 文件，扩展名却是 .csv。{_SAVE}")
        return
    if ending != ".xlsx" and content.startswith(_SPREADSHEET):
        raise UnreadableDocument(f"《{name}》实际是 .xlsx 文件。请把扩展名改为 .xlsx，再上传。")
    check_attachment(content, file_name=name)

"""The zip archive of a .docx or .xlsx: parts unpacked within limits, parsed without entities."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePath
from posixpath import dirname, join, normpath

from lxml import etree

from planapp.domain.reading.limits import (
    MAX_ENTRIES,
    MAX_PART,
    MAX_UNPACKED,
    MEGABYTE,
    Deadline,
)
from planapp.domain.reading.result import UnreadableDocument

_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_ENCRYPTED_FLAG = 0x1
_CHUNK = MEGABYTE
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)


class Package:
    """An opened .docx or .xlsx. Every method raises UnreadableDocument, naming the part."""

    def __init__(
        self, content: bytes, *, file_name: str, deadline: Deadline, max_part: int = MAX_PART
    ) -> None:
        self._name = file_name
        self._deadline = deadline
        self._max_part = max_part
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
        except BROKEN as error:
            raise UnreadableDocument(
                f"《{file_name}》已损坏，不是完整的 {PurePath(file_name).suffix.lower()} 文件。"
                "请重新另存后再上传。"
            ) from error
        entries = self._zip.infolist()
        if len(entries) > MAX_ENTRIES:
            raise UnreadableDocument(f"《{file_name}》内部文件超过上限 {MAX_ENTRIES} 个。")
        if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
            raise UnreadableDocument(
                f"《{file_name}》解压后超过上限 {MAX_UNPACKED // MEGABYTE} MB。"
            )

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._zip.namelist())

    def parse(self, part: str) -> etree._Element:
        """The root of an XML part; entities are not resolved, a document type is refused."""
        self._deadline.check(f"部件 {part}")
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
            remove_comments=True, remove_pis=True,
        )  # fmt: skip
        content = b"".join(self.stream(part)).replace(_STRICT, WORD.encode())
        try:
            root = etree.fromstring(content, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            too_deep = "depth" in str(error).lower()
            reason = "嵌套过深或过大" if too_deep else "不是正确的 XML"
            raise UnreadableDocument(
                f"《{self._name}》的部件 {part} {reason}，无法读取。"
            ) from error
        if root is None or root.getroottree().docinfo.internalDTD is not None:
            raise UnreadableDocument(f"《{self._name}》的部件 {part} 含有文档类型声明，拒绝读取。")
        return root

    def related(self, part: str) -> dict[str, str]:
        """The parts inside the package that a part names, by the last word of their type."""
        found: dict[str, str] = {}
        for relation, path in self._relations(part):
            found.setdefault(relation.get("Type", "").rpartition("/")[2], path)
        return found

    def targets(self, part: str) -> dict[str, str]:
        """The parts inside the package that a part names, by the names it calls them."""
        return {relation.get("Id", ""): path for relation, path in self._relations(part)}

    def _relations(self, part: str) -> Iterator[tuple[etree._Element, str]]:
        rels = join(dirname(part), "_rels", part.rpartition("/")[2] + ".rels")
        if rels not in self.names:
            return
        for relation in self.parse(rels):
            target = relation.get("Target", "")
            path = target[1:] if target.startswith("/") else join(dirname(part), target)
            if relation.get("TargetMode") != "External" and normpath(path) in self.names:
                yield relation, normpath(path)

    def stream(self, part: str) -> Iterator[bytes]:
        """The bytes of a part, piece by piece, up to its limit."""
        size = 0
        try:
            entry = self._zip.getinfo(part)
            if entry.flag_bits & _ENCRYPTED_FLAG:
                raise UnreadableDocument(f"《{self._name}》设有密码。请取消密码后再上传。")
            with self._zip.open(entry) as stream:
                while chunk := stream.read(_CHUNK):
                    self._deadline.check(f"部件 {part}")
                    size += len(chunk)
                    if size > self._max_part:
                        raise UnreadableDocument(
                            f"《{self._name}》的部件 {part} 解压后超过上限 "
                            f"{self._max_part // MEGABYTE} MB。"
                        )
                    yield chunk
        except (KeyError, RuntimeError, *BROKEN) as error:
            if isinstance(error, UnreadableDocument):
                raise
            raise UnreadableDocument(f"《{self._name}》的部件 {part} 已损坏，无法读取。") from error

"""Plain text: its encoding found without guessing, its line ends made one kind."""

from __future__ import annotations

import codecs
import unicodedata

from planapp.domain.reading.result import UnreadableDocument

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NO_TEXT = frozenset({"Cc", "Cn"})  # control characters and code points that stand for nothing
_USUAL = frozenset("\n\t\r\f")
_GUESSED = "gb18030"
_MIN_COMMON_SHARE = 0.5  # of GB 2312; Big5 or Shift-JIS taken for GB18030 has less
_MAX_CONTROL_SHARE = 0.001  # a page of text may hold a stray form feed, a program does not


def read_text(content: bytes, *, file_name: str, encoding: str | None = None) -> tuple[str, str]:
    """The encoding used and the text of a .txt.

    Tried in order: the byte order mark, strict UTF-8, strict GB18030 where it gives words in
    use. `encoding` overrides this where a person knows better. Raises UnreadableDocument.
    """
    used, text = decode(content, file_name=file_name, encoding=encoding)
    text = text.replace("\r\n", "\n")
    if not text.strip():
        raise UnreadableDocument(f"《{file_name}》是空文件，没有可读取的内容。")
    refuse_binary(text, file_name=file_name)
    return used, text


def decode(content: bytes, *, file_name: str, encoding: str | None) -> tuple[str, str]:
    """The encoding used and the text; raises UnreadableDocument."""
    candidates = [encoding] if encoding else _candidates(content)
    failure: UnicodeDecodeError | None = None
    for name in candidates:
        try:
            text = content.decode(name)
            if name == _GUESSED and not encoding and _is_garbled(text):
                break
            return name, text
        except UnicodeDecodeError as error:
            failure = failure if failure and failure.start >= error.start else error
        except LookupError:
            raise UnreadableDocument(f"不认识的编码“{name}”。") from None
    place = f"第 {failure.start + 1} 字节处" if failure else ""
    raise UnreadableDocument(
        f"《{file_name}》的编码无法识别：不是 UTF-8、GB18030，也没有 UTF-16 标记"
        f"（{place}解码失败）。请另存为 UTF-8 文本后再上传。"
    ) from failure


def _candidates(content: bytes) -> list[str]:
    for mark, name in _BOMS:
        if content.startswith(mark):
            return [name]
    return ["utf-8", _GUESSED]


def _is_garbled(text: str) -> bool:
    """Whether the Chinese characters are mostly such as nobody writes."""
    han = [ch for ch in text if "\u4e00" <= ch <= "\u9fff"]
    return sum(map(_is_common, han)) < len(han) * _MIN_COMMON_SHARE


def _is_common(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def refuse_binary(text: str, *, file_name: str) -> None:
    """Raise UnreadableDocument where control characters show that this is no text."""
    strange = {ch for ch in set(text) - _USUAL if unicodedata.category(ch) in _NO_TEXT}
    control = sum(map(strange.__contains__, text)) if strange else 0
    if "\x00" in text or control > max(2, len(text) * _MAX_CONTROL_SHARE):
        raise UnreadableDocument(f"《{file_name}》不是文本文件（含有大量控制字符）。")

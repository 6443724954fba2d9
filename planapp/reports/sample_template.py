"""A Word layout to begin with: every section of a paper under its heading, as placeholders."""

from __future__ import annotations

from planapp.reports.paper_form import PaperForm
from planapp.reports.word_paper import WordPaper


def write_sample(form: PaperForm) -> bytes:
    """What the office changes to its liking and sends in again."""
    paper = WordPaper("{{标题}}")
    if form.addressed_to:
        paper.address(form.addressed_to)
    paper.text("截至{{统计日期}}，{{规划}}{{填报期}}的情况如下。")
    for head in form.sections:
        paper.head(head)
        paper.text(f"{{{{{head}}}}}")
    paper.sign("{{发文机关}}", "{{统计日期}}")
    if form.wide_annexes:
        paper.landscape()
    for name in form.annexes:
        paper.text(f"{{{{{name}}}}}")
    return paper.as_bytes()

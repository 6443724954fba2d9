"""Review of a draft in a real browser: by keyboard, by marking text, by two people at once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from planapp.domain.terms import Decision, DocumentKind
from planapp.models import DraftItem, ExtractionDraft, Plan, User
from planapp.services.documents import extract_document, receive_document
from planapp.services.fixtures import load_fixtures
from planapp.services.review import decide_item
from tests.browser.conftest import LogIn, follow

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

SELECT = """([start, end]) => {
  const at = (offset) => {
    const pieces = [...document.querySelectorAll("#draft-text [data-start]")];
    const piece = pieces.filter((one) => Number(one.dataset.start) <= offset).pop();
    return [piece.firstChild, offset - Number(piece.dataset.start)];
  };
  const range = document.createRange();
  range.setStart(...at(start));
  range.setEnd(...at(end));
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  document.getElementById("draft-text").dispatchEvent(new MouseEvent("mouseup", {bubbles: true}));
}"""


def read_seed(name: str, by: User) -> ExtractionDraft:
    load_fixtures(folder=ROOT / "fixtures", at=timezone.now())
    receipt = receive_document(
        content=(ROOT / "seeds" / name).read_bytes(),
        file_name=name,
        kind=DocumentKind.OFFICIAL,
        by=by,
        at=timezone.now(),
        max_bytes=10**7,
    )
    return extract_document(document=receipt.document, at=timezone.now())


def chosen(page: Page) -> DraftItem:
    pk = page.locator("article.chosen").get_attribute("data-item")
    return DraftItem.objects.get(pk=pk)


def press_and_wait(page: Page, key: str) -> None:
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.keyboard.press(key)


def open_draft(page: Page, draft: ExtractionDraft, query: str = "") -> None:
    page.goto(f"/admin/drafts/{draft.pk}/{query}")
    page.locator("article.chosen").wait_for()


def test_keys_decide_one_item_after_the_other(log_in: LogIn, administrator: User) -> None:
    draft = read_seed("yunnan-2021.txt", administrator)
    page = log_in(administrator)
    open_draft(page, draft, "?order=text")
    items = sorted(draft.items.all(), key=lambda one: (one.current["start"], -one.current["end"]))
    for key, decision in (("Enter", Decision.ACCEPTED), ("x", Decision.REJECTED)):
        before = chosen(page)
        press_and_wait(page, key)
        page.locator(f"article#c{before.pk}.{decision}").wait_for()
        before.refresh_from_db()
        assert before.decision == decision
    assert chosen(page) == items[2]
    page.keyboard.press("k")
    assert chosen(page) == items[1]
    press_and_wait(page, "u")
    page.locator(f"article#c{items[1].pk}.pending.chosen").wait_for()
    page.keyboard.press("j")
    assert chosen(page) == items[2]
    assert page.locator("#review-head b").first.inner_text() == f"1/{len(items)}"
    page.keyboard.press("?")
    assert page.locator("dialog.shortcuts").inner_text().count("不采纳") == 1


def test_correction_by_form_shows_both_values(log_in: LogIn, administrator: User) -> None:
    draft = read_seed("guizhou-2016.txt", administrator)
    page = log_in(administrator)
    open_draft(page, draft, "?order=text&kind=task")
    task = chosen(page)
    page.keyboard.press("e")
    page.fill("article.chosen [name=title]", "建设平台jkx")  # no key acts while typing
    page.click("article.chosen [data-add-row]")
    page.keyboard.type("省教育厅")
    press_and_wait(page, "Enter")
    page.locator(f"article#c{task.pk}.corrected").wait_for()
    changes = page.locator(f"#c{task.pk} .item-changes").inner_text()
    assert "建设平台jkx" in changes
    task.refresh_from_db()
    assert (task.decision, task.current["units"][-1]["name"]) == (Decision.CORRECTED, "省教育厅")


def test_marked_text_becomes_an_item_and_marks_follow(log_in: LogIn, administrator: User) -> None:
    draft = read_seed("yunnan-2021.txt", administrator)
    indicator = next(one for one in draft.items.filter(kind="indicator"))
    start, end = indicator.current["start"], indicator.current["end"]
    indicator.delete()
    page = log_in(administrator)
    open_draft(page, draft)
    page.evaluate(SELECT, [start, end])
    page.click("[data-add-kind=indicator]")
    page.locator("#draft-panel [name=name]").wait_for()
    page.click("#draft-panel button[type=submit]")
    page.locator("article.chosen.accepted").wait_for()
    added = draft.items.get(is_added=True)
    assert (added.current["start"], added.current["end"]) == (start, end)
    assert page.locator(f'.piece.chosen[data-item="{added.pk}"]').count() == 1
    page.click(f'.piece[data-item="{draft.items.filter(kind="goal")[0].pk}"]')
    assert chosen(page).kind == "goal"


def test_tasks_are_merged_and_split(log_in: LogIn, administrator: User) -> None:
    draft = read_seed("guizhou-2016.txt", administrator)
    page = log_in(administrator)
    open_draft(page, draft, "?order=text&kind=task")
    first = chosen(page)
    press_and_wait(page, "m")
    page.locator(f"article#c{first.pk}.corrected.chosen").wait_for()
    first.refresh_from_db()
    assert first.current["end"] > first.extracted["end"]
    page.evaluate(SELECT, [first.extracted["end"], first.extracted["end"] + 2])
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.click("[data-split-here]")
    page.locator("article.chosen.accepted").wait_for()
    assert chosen(page).current["start"] == first.extracted["end"]


def test_late_decision_shows_what_the_other_decided(log_in: LogIn, administrator: User) -> None:
    draft = read_seed("guizhou-2016.txt", administrator)
    page = log_in(administrator)
    open_draft(page, draft)
    item = chosen(page)
    earlier = timezone.now() - timedelta(minutes=1)
    decide_item(item=item, decision=Decision.REJECTED, by=administrator, at=earlier)
    press_and_wait(page, "Enter")
    refusal = page.locator(f"article#c{item.pk}.rejected .item-refusal")
    refusal.wait_for()
    assert "改为“不采纳”" in refusal.inner_text()


def test_draft_is_reviewed_in_bulk_and_published(log_in: LogIn, administrator: User) -> None:
    draft = read_seed("yunnan-2021.txt", administrator)
    page = log_in(administrator)
    open_draft(page, draft)
    page.on("dialog", lambda dialog: dialog.accept())
    page.click("text=按可信度批量采用")
    follow(page, "text=可信度 ≥ 0.9")
    while draft.items.filter(decision=Decision.PENDING).exists():
        open_draft(page, draft, "?state=pending")
        press_and_wait(page, "Enter")
    open_draft(page, draft)
    follow(page, "#review-head >> text=发布")
    page.fill("[name=period_start]", "2021")
    follow(page, "main button[type=submit]")
    plan = Plan.objects.get()
    page.goto(f"/admin/drafts/{draft.pk}/")
    assert page.locator("text=只能查看").count() == 1
    assert page.locator("#draft-items button[name=accept]").count() == 0
    assert plan.tasks.count() == draft.items.filter(kind="task").count()


def test_lost_session_is_told_and_the_card_stays(log_in: LogIn, administrator: User) -> None:
    draft = read_seed("guizhou-2016.txt", administrator)
    page = log_in(administrator)
    page.clock.install()
    open_draft(page, draft)
    page.clock.pause_at(timezone.now() + timedelta(days=1))  # notices hide after seconds
    page.context.clear_cookies(name="sessionid")
    for key in ("e", "x"):
        page.keyboard.press(key)
        page.locator(".review-said", has_text="登录已失效").wait_for()
        page.evaluate("document.querySelector('.review-said').textContent = ''")
    assert page.locator("#draft-items input[name=password]").count() == 0
    assert not draft.items.exclude(decision=Decision.PENDING).exists()


def test_form_of_what_another_decided_meanwhile_is_not_opened(
    log_in: LogIn, administrator: User
) -> None:
    draft = read_seed("guizhou-2016.txt", administrator)
    page = log_in(administrator)
    open_draft(page, draft)
    item = chosen(page)
    decide_item(item=item, decision=Decision.REJECTED, by=administrator, at=timezone.now())
    page.keyboard.press("e")
    page.locator(f"article#c{item.pk}.rejected .item-refusal").wait_for()
    assert page.locator(".edit-form").count() == 0

"""重新印发 in a real browser: from the upload of a corrected seed to the confirmed new version."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from planapp.domain.terms import Decision, DocumentKind, MemberRole, PlanStatus
from planapp.models import ExtractionDraft, Plan, PlanDocument, Region, User
from planapp.services.documents import extract_document, receive_document
from planapp.services.fixtures import load_fixtures
from planapp.services.publishing import PlanChoices, publish_draft
from planapp.services.review import accept_pending
from tests.browser.conftest import LogIn, follow
from tests.conftest import make_person
from tests.factories import make_unit

ROOT = Path(__file__).parents[2]
SEED = ROOT / "seeds" / "guizhou-2016.txt"
NEW_TASK = (
    "　　19.建设监测平台。建立医药产业运行监测平台，按季度发布监测数据。（牵头单位：省统计局）\n\n"
)
pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def corrected(text: str) -> str:
    """The seed with one target raised, its eighth task left out and another at the end."""
    text = text.replace("医药产业总产值达到1300亿元", "医药产业总产值达到1350亿元")
    left_out, following = text.index("　　8.完善质量标准"), text.index("　　9.实施绿色改造")
    text = text[:left_out] + text[following:]
    for number in range(9, 20):
        text = text.replace(f"　　{number}.", f"　　{number - 1}.", 1)
    place = text.index("　　四、政策措施")
    return text[:place] + NEW_TASK + text[place:]


def publish_seed(by: User) -> Plan:
    load_fixtures(folder=ROOT / "fixtures", at=timezone.now())
    given = {"by": by, "at": timezone.now()}
    receipt = receive_document(
        content=SEED.read_bytes(),
        file_name=SEED.name,
        kind=DocumentKind.OFFICIAL,
        max_bytes=10**7,
        **given,
    )
    draft = extract_document(document=receipt.document, at=timezone.now())
    accept_pending(draft=draft, **given)
    choices = PlanChoices(
        region=Region.objects.get(name="贵州省"),
        sector=None,
        default_lead=None,
        title="贵州省医药产业规划",
        period_start=2016,
        period_end=2020,
    )
    plan = publish_draft(draft=draft, choices=choices, **given).plan
    plan.status, plan.issuer = PlanStatus.ACTIVE, "贵州省人民政府办公厅"
    plan.save()
    return plan


def decide_the_rest(page: Page, draft: ExtractionDraft) -> None:
    while draft.items.filter(decision=Decision.PENDING).exists():
        page.goto(f"/admin/drafts/{draft.pk}/?state=pending")
        page.locator("article.chosen").wait_for()
        with page.expect_response(lambda response: response.request.method == "POST"):
            page.keyboard.press("Enter")


def upload(page: Page, plan: Plan, file: Path) -> ExtractionDraft:
    """The corrected file through the plan's page of versions: its draft."""
    file.write_text(corrected(SEED.read_text(encoding="utf-8")), encoding="utf-8")
    page.goto(f"/admin/plans/{plan.pk}/versions/")
    follow(page, "text=上传重新印发的文本")
    page.set_input_files("[name=file]", file)
    follow(page, "main button[type=submit]")
    return PlanDocument.objects.get(file_name=file.name).drafts.get()


def publish(page: Page, plan: Plan) -> None:
    """Look at the changes, give number, year and reason, publish."""
    follow(page, "#review-head >> text=核对变化，重新印发")
    revised = page.locator("#revised tbody tr")
    assert revised.count() == 1
    assert "1300 → 1350" in revised.inner_text()
    assert page.locator("#gone tbody tr th").inner_text() == "完善质量标准"
    assert page.locator("#new tbody tr th").inner_text() == "建设监测平台"
    page.fill("[name=doc_number]", "黔府办发〔2018〕30号")
    page.select_option("[name=effective_year]", "2018")
    page.fill("[name=reason]", "更正2020年医药产业总产值目标")
    follow(page, "text=发布为新的版次")
    assert "1 项目标或基期的调整须由另一位管理员确认" in page.inner_text("main")
    assert "第2版" in page.locator("tr.selected").inner_text()


def confirm(page: Page, plan: Plan) -> None:
    """What a second administrator does."""
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"/admin/plans/{plan.pk}/versions/")
    follow(page, "main th a:has-text('医药产业总产值')")
    follow(page, "text=确认生效")


def test_corrected_plan_becomes_its_second_version(
    log_in: LogIn, administrator: User, tmp_path: Path
) -> None:
    plan = publish_seed(administrator)
    codes = dict(plan.tasks.values_list("title", "code"))
    page = log_in(administrator)
    page.on("dialog", lambda dialog: dialog.accept())
    draft = upload(page, plan, tmp_path / "更正.txt")
    pending = {str(item) for item in draft.items.filter(decision=Decision.PENDING)}
    assert pending == {"产业规模明显壮大", "医药产业总产值", "建设监测平台"}
    decide_the_rest(page, draft)
    page.goto(f"/admin/drafts/{draft.pk}/")
    publish(page, plan)
    assert codes.items() <= dict(plan.tasks.values_list("title", "code")).items()
    assert not plan.tasks.get(title="完善质量标准").tracked
    colleague = make_person(
        "second", role=MemberRole.ADMINISTRATOR, unit=make_unit(), full_name="周管理"
    )
    confirm(log_in(colleague), plan)
    indicator = plan.indicators.get(name="医药产业总产值")
    text = draft.document.text
    assert (indicator.target, indicator.quote) == (1350, text[indicator.start : indicator.end])

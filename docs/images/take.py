"""Takes the pictures of README and guides anew, from the demonstration and with Chromium.

    rm -rf var/demo && make demo                    # leave it running, in another terminal
    .venv/bin/python docs/images/take.py [http://127.0.0.1:8000]

A picture is a person, an address, links to follow from there, and a height; all are 1440 wide. A
draft that waits is uploaded for its picture and stays in the demonstration. Look at each before
it is kept.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
PASSWORD = "Yanshi-2025"  # noqa: S105  # of the demonstration, as README has it
PLAN = "云南省“十四五”医药工业发展规划"
OUTPUT, INTENSITY, OFFICE = "全省医药工业产值", "规上企业研发投入强度", "云南省工业和信息化厅"
FOUND = f"search/?kind=plan&q={PLAN}"


class Picture(NamedTuple):
    name: str
    person: str
    address: str
    links: tuple[str, ...] = ()
    height: int = 900


PICTURES = (
    Picture("overview", "ducha", "overview/", height=1330),
    Picture("matrix", "ducha", "matrix/", height=620),
    Picture("gaps", "ducha", "gaps/"),
    Picture("search", "ducha", "search/?q=研发"),
    Picture("report", "ducha", "reports/"),
    Picture("plan", "ducha", FOUND, (PLAN,), 1330),
    Picture("unit", "ducha", f"search/?kind=unit&q={OFFICE}", (OFFICE,)),
    Picture("indicator", "ducha", FOUND, (PLAN, OUTPUT), 1260),
    Picture("brief", "ducha", FOUND, (PLAN, OUTPUT, "简报"), 1410),
    Picture("comparison", "ducha", FOUND, (PLAN, INTENSITY, "对比"), 620),
    Picture("review", "ducha", "review/", ("审核",)),
    Picture("my-work", "yn-gxt", "my/"),
    Picture("entry", "yn-gxt", "my/", (INTENSITY,)),
    Picture("setup", "guanli", FOUND, (PLAN, "启动准备")),
    Picture("draft", "guanli", "planapp/plandocument/", ("上传规划文件",)),
)


def take(picture: Picture, page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": picture.height})
    page.goto(f"/admin/{picture.address}")
    for link in picture.links:
        page.locator("main").get_by_role("link", name=link, exact=True).first.click()
    if prepare := PREPARATIONS.get(picture.name):
        prepare(page)
    page.wait_for_load_state("networkidle")
    image = Image.open(BytesIO(page.screenshot()))
    image.convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE).save(
        HERE / f"{picture.name}.png", optimize=True
    )


def type_a_figure(page: Page) -> None:
    """What follows of it is shown while one types."""
    page.get_by_label("数值", exact=True).fill("3.1")
    page.get_by_text("截至2024年完成18.2%").wait_for()


def upload_a_draft(page: Page) -> None:
    """The plan once more, with one line besides, so that it is another document."""
    seed = HERE.parent.parent / "seeds" / "yunnan-2021.txt"
    content = seed.read_bytes() + "\n（征求意见稿）\n".encode()
    page.get_by_label("文件性质").select_option(label="征求意见稿")
    file = {"name": "征求意见稿.txt", "mimeType": "text/plain", "buffer": content}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="上传并提取").click()
    page.get_by_text("先看存疑").wait_for()
    page.reload()


PREPARATIONS = {"entry": type_a_figure, "draft": upload_a_draft}


@contextmanager
def logged_in(browser: Browser, site: str, person: str) -> Iterator[Page]:
    page = browser.new_page(base_url=site, locale="zh-CN")
    page.goto("/admin/login/")
    page.fill("input[name=username]", person)
    page.fill("input[name=password]", PASSWORD)
    page.click("main [type=submit]")
    page.wait_for_url("**/admin/")
    yield page
    page.close()


def main(site: str) -> None:
    with sync_playwright() as playwright:
        path, options = "/usr/bin/chromium", ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=path, args=options)
        for person in dict.fromkeys(picture.person for picture in PICTURES):
            with logged_in(browser, site, person) as page:
                for picture in PICTURES:
                    if picture.person == person:
                        take(picture, page)


if __name__ == "__main__":
    main(*sys.argv[1:] or ["http://127.0.0.1:8000"])

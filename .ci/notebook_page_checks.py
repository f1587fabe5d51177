"""Opens the notebook of hostile tables as a page in a browser: all of it is shown, as text: .ci/notebook_page_checks.py PAGE CHROMIUM"""

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

import hostile

TEXTS = {
    "booked": ("run_id", "outcome"),
    "gone": ("job",),
    "lost_answers": ("run_id", "payload_id", "error"),
    "extra": ("run_id", "evidence"),
    "events_missing": ("name",),
    "refused": ("stage", "reason"),
    "99%": ("outcome",),
    "event_name": ("run_id", "event_name", "payload_id", "outcome"),
}
"""Of each table of the page, which a column of its own tells from the others: the columns with texts of the results tables."""


def check(page: Page) -> None:
    assert page.title() == "hostile", f"something ran, and set the title to {page.title()}"
    for element in ("img[src=x]", ".jp-OutputArea script", ".jp-InputArea .highlight"):
        assert page.locator(element).count() == 0, f"the page has {element}"

    tables = {tuple(table.locator("thead th").all_inner_texts()): table for table in page.locator("table").all()}
    for own, texts in TEXTS.items():
        ((names, table),) = [(names, table) for names, table in tables.items() if own in names]
        rows = [row.locator("td").all_inner_texts() for row in table.locator("tbody tr").all()]
        for name in texts:
            shown = [row[names.index(name)] for row in rows if row[names.index(name)] not in ("", "unknown")]
            assert shown, f"the table with {own} has nothing in {name}"
            altered = [text for text in shown if hostile.TEXT not in text]
            assert altered == [], f"the table with {own} does not show what stands in {name}, but {altered[:3]}"
    assert len(tables) == len(TEXTS), f"nobody looks at {set(tables)}"

    commands = page.locator("pre", has_text="jobs/submit.sh resolve").first.inner_text()
    assert hostile.TEXT.replace("'", "'\"'\"'") in commands, commands


def main(file: Path, chromium: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        try:
            page = browser.new_context(offline=True).new_page()
            page.goto(file.resolve().as_uri())
            check(page)
            page.screenshot(path=file.with_suffix(".png"), full_page=True)
        finally:
            browser.close()
    print(f"{len(TEXTS)} tables of the notebook show HTML as the text that it is")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])

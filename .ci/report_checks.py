"""Opens the report of each day in a real browser, cut off from every network, and holds the page against summary.json."""

import json
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright


def number(text: str) -> int:
    return 0 if text == "\N{EN DASH}" else int(text.replace(",", ""))


def check(page: Page, summary: dict[str, Any]) -> None:
    assert page.title() == f"{summary['job']}, {summary['date']}", page.title()
    badge = page.locator(".badge").inner_text()
    assert f"exit code {summary['exit_code']}" in badge, badge
    assert summary["outcome"].replace("_", " ") in badge.lower(), badge
    assert page.locator(".balanced").inner_text().startswith("The books balance: read "), "the books"
    assert page.locator(".unbalanced").count() == 0

    books = page.locator("section", has=page.get_by_role("heading", name="The books")).locator("table")
    shown = {}
    for row in books.locator("tbody tr").all():
        outcome = row.locator("th").inner_text().strip().replace(" ", "_")
        shown[outcome] = (number(row.locator("td").nth(0).inner_text()), number(row.locator("td").nth(2).inner_text()))
    expected = {outcome: (count, summary["payloads"].get(outcome, 0)) for outcome, count in summary["events"].items() if outcome != "split"}
    assert shown == expected, (shown, expected)
    read = number(books.locator("tfoot td").first.inner_text())
    assert read == summary["read"] == sum(events for events, _ in shown.values()), (read, shown)

    reasons = {row.locator("th").inner_text(): number(row.locator("td").first.inner_text()) for row in page.locator(".bars tbody tr").all()}
    assert reasons == summary["reasons"], (reasons, summary["reasons"])
    todo = page.locator(".next li").all_inner_texts()
    assert todo == summary["next"], (todo, summary["next"])
    assert page.locator("td", has=page.locator(".key.unknown")).count() == len(summary["in_doubt"])
    for payload in summary["in_doubt"]:
        assert page.get_by_role("rowheader", name=payload["payload_id"]).count() == 1

    assert page.locator("svg").first.bounding_box()["width"] > 600, "the picture of the books"
    assert page.evaluate("getComputedStyle(document.querySelector('section')).borderRadius") == "8px", "the style is not applied"


def main(days: Path, chromium: str) -> None:
    summaries = [json.loads(path.read_text()) for path in sorted(days.glob("work/quickstart/date=*/run=*/summary.json"))]
    assert len(summaries) == 4, len(summaries)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        try:
            for summary in summaries:
                file = (days / f"report-{summary['date']}.html").resolve()
                for scheme, width in (("light", 1200), ("dark", 1200), ("light", 700)):
                    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900}, offline=True)
                    requests, complaints = [], []
                    page = context.new_page()
                    page.on("request", lambda request, seen=requests: seen.append(request.url))
                    page.on("console", lambda message, seen=complaints: seen.append(message.text))
                    page.on("pageerror", lambda error, seen=complaints: seen.append(str(error)))
                    page.goto(file.as_uri())
                    assert requests == [file.as_uri()], f"the page asked for {requests[1:]}"
                    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"wider than {width}"
                    if width == 1200:
                        check(page, summary)
                    page.screenshot(path=file.with_name(f"{file.stem}-{scheme}-{width}.png"), full_page=True)
                    assert complaints == [], complaints
                    context.close()
        finally:
            browser.close()
    print(f"{len(summaries)} reports say in a browser what their summaries say, and ask for nothing but themselves")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])

"""Opens the report of each day in a real browser, cut off from every network, and holds the page against summary.json."""

import json
import sys
from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright


def number(text: str) -> int:
    return 0 if text == "\N{EN DASH}" else int(text.replace(",", ""))


def total(counts: Iterable[dict[str, int]]) -> Counter[str]:
    """Zeros too."""
    sums: Counter[str] = Counter()
    for some in counts:
        sums.update(some)
    return sums


def check(page: Page, runs: list[dict[str, Any]]) -> None:
    """A date with these runs, none of which is graver than another."""
    last = runs[-1]
    assert page.title() == f"{last['job']}, {last['date']}", page.title()
    badge = page.locator(".badge").inner_text()
    assert f"exit code {last['exit_code']}" in badge, badge
    assert last["outcome"].replace("_", " ") in badge.lower(), badge
    beside = page.locator("section", has=page.get_by_role("heading", name="The runs of the date"))
    assert beside.count() == (len(runs) > 1)
    if len(runs) > 1:
        lines = [[cell.inner_text() for cell in row.locator("th, td").all()] for row in beside.locator("tbody tr").all()]
        assert [line[0] for line in lines] == [run["run_id"] for run in runs], lines
        assert [[number(cell) for cell in line[2:5]] for line in lines] == [
            [run["read"], run["events"]["booked"], run["events"]["accepted"]] for run in runs
        ], lines
    assert page.locator(".balanced").inner_text().startswith("The books balance: read "), "the books"
    assert page.locator(".unbalanced").count() == 0

    books = page.locator("section", has=page.get_by_role("heading", name="The books")).locator("table")
    shown = {}
    for row in books.locator("tbody tr").all():
        outcome = row.locator("th").inner_text().strip().replace(" ", "_")
        shown[outcome] = (number(row.locator("td").nth(0).inner_text()), number(row.locator("td").nth(2).inner_text()))
    payloads = total(run["payloads"] for run in runs)
    events = total(run["events"] for run in runs)
    uncounted = ("split", "booked", "skipped", "undecided")
    expected = {outcome: (count, payloads[outcome]) for outcome, count in events.items() if outcome not in uncounted}
    assert shown == expected, (shown, expected)
    read = number(books.locator("tfoot td").first.inner_text())
    assert read == last["read"] == sum(events for events, _ in shown.values()) - last["gone"], (read, shown)

    reasons = {row.locator("th").inner_text(): number(row.locator("td").first.inner_text()) for row in page.locator(".bars tbody tr").all()}
    assert reasons == total(run["reasons"] for run in runs), reasons
    todo = page.locator(".next li").all_inner_texts()
    assert todo == [advice for run in runs for advice in run["next"]], todo
    in_doubt = [payload for run in runs for payload in run["in_doubt"]]
    assert page.locator("td", has=page.locator(".key.unknown")).count() == len(in_doubt)
    for payload in in_doubt:
        # What became visible of it stands in a table of its own.
        rows = page.locator("tr", has=page.locator("td .key.unknown"))
        assert rows.get_by_role("rowheader", name=payload["payload_id"]).count() == 1

    assert page.locator("svg").first.bounding_box()["width"] > 600, "the picture of the books"
    assert page.evaluate("getComputedStyle(document.querySelector('section')).borderRadius") == "8px", "the style is not applied"


def main(days: Path, chromium: str) -> None:
    summaries = [json.loads(path.read_text()) for path in sorted(days.glob("work/quickstart/date=*/run=*/summary.json"))]
    dates = {date: list(runs) for date, runs in groupby(summaries, key=lambda summary: summary["date"])}
    assert [len(runs) for runs in dates.values()] == [2, 1, 1, 1], dates.keys()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        try:
            for date, runs in dates.items():
                file = (days / f"report-{date}.html").resolve()
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
                        check(page, runs)
                    page.screenshot(path=file.with_name(f"{file.stem}-{scheme}-{width}.png"), full_page=True)
                    assert complaints == [], complaints
                    context.close()
        finally:
            browser.close()
    print(f"{len(dates)} reports say in a browser what their summaries say, and ask for nothing but themselves")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])

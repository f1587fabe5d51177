"""Runs the queries of the page on the results tables, as they stand there, on days that the job wrote: .ci/documented_queries.py FOLDER

What they say is held against the runs' own summaries and the frozen payloads, not against the tables.
"""

import contextlib
import csv
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

PAGE = Path("src/site/markdown/results-tables.md")
DAY, USER, HASH = "2026-11-22", "1234567890", "-6510615555426900571"  # the page's


def queries() -> list[tuple[str, str]]:
    """The question in the comment above each indented query, and the query."""
    blocks = re.findall(r"^    -- (.+)\n((?:    .+\n)+)", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return [(question, query.replace("\n    ", "\n").strip()) for question, query in blocks]


def frozen_rows(work: Path) -> Iterator[tuple[str, str, int, dict[str, str]]]:
    """Each event of each payload with its date, payload and row, from the bytes that were sent."""
    for frozen in sorted(work.glob("date=*/run=*/payloads-*.jsonl")):
        for payload in json_lines(frozen):
            path = frozen.parent / "payloads" / payload["file"]
            with path.open(encoding="utf-8", newline="") as file:
                for number, row in enumerate(csv.DictReader(file), 1):
                    yield date_of(frozen), payload["payloadId"], number, row


def json_lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def date_of(file: Path) -> str:
    """Of a file of an outbox."""
    return file.as_posix().split("/date=")[1][:10]


def main(days: Path) -> None:
    work = days / "work" / "quickstart"
    summaries = [json.loads(path.read_text()) for path in sorted(work.glob("date=*/run=*/summary.json"))]
    asked = dict(queries())

    def ask(begins: str, **replaced: str) -> list[dict[str, Any]]:
        ((question, query),) = [pair for pair in asked.items() if pair[0].startswith(begins)]
        del asked[question]
        for old, new in ((DAY, replaced.get("day")), (USER, replaced.get("user")), (HASH, replaced.get("hash"))):
            assert (new is None) == (old not in query), (question, old)
            query = query.replace(old, str(new))
        with contextlib.chdir(days):
            answer = duckdb.sql(query)
            return [dict(zip(answer.columns, row, strict=True)) for row in answer.fetchall()]

    in_doubt_day, books = next((summary["date"], summary["events"]) for summary in summaries if summary["in_doubt"])
    sent = Counter()
    for row in ask("what was sent on a day", day=in_doubt_day):
        sent[row["outcome"]] += row["events"]
    expected = {outcome: count for outcome, count in books.items() if count and outcome != "invalid"}
    assert dict(sent) == expected, (sent, expected)
    assert {"accepted", "unknown"} <= sent.keys(), sent

    doubtful = {(str(row["date"]), row["payload_id"], row["rows"]) for row in ask("which payloads are in doubt")}
    expected = {(s["date"], p["payload_id"], p["events"]) for s in summaries for p in s["in_doubt"]}
    assert doubtful == expected, (doubtful, expected)
    assert doubtful, "no payload is in doubt"

    further = next(summary for summary in summaries if summary["compared_with"])
    runs = [summary for summary in summaries if summary["date"] == further["date"]]
    (told,) = ask("what a day came to", day=further["date"])
    assert (told["runs"], told["read"], told["gone"], told["difference"]) == (2, further["read"], further["gone"], 0), told
    for outcome in ("accepted", "invalid", "rejected"):
        assert told[outcome] == sum(summary["events"][outcome] for summary in runs), (outcome, told)

    reasons = sum((Counter(summary["reasons"]) for summary in summaries), Counter())
    reasons["400 from the API"] = sum(summary["events"]["rejected"] for summary in summaries)
    top = ask("top reject reasons")
    assert [row["refused"] for row in top] == sorted(reasons.values(), reverse=True)[:10], (top, reasons.most_common(12))
    named = {row["reason"]: row["refused"] for row in top if row["reason"] in reasons}
    assert len(named) == 9, named
    assert named.items() <= reasons.items(), (named, reasons)

    refused = []
    for path in work.glob("date=*/run=*/rejects/**/*.jsonl"):
        for reject in json_lines(path):
            refused.append((date_of(path), json.loads(reject["row_json"]).get("profile_id"), reject["reasons"]))
    user = next(user for _, user, _ in sorted(refused, key=str) if user and "'" not in user)
    mine = sorted((date, sorted(reasons)) for date, whose, reasons in refused if whose == user)
    told = sorted(
        (str(row["date"]), sorted(row["reasons"]))
        for row in ask("was this user's event refused", user=user)
        if row["stage"] == "validation"
    )
    assert told == mine, (user, told, mine)

    rows = list(frozen_rows(work))
    user = rows[0][3]["profile_id"]
    number = subprocess.run(
        [sys.executable, "notebooks/identifier_hash.py", f"{work}/index.key", f"profile_id:{user}"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    sent_on = {summary["date"] for summary in summaries if summary["outcome"] != "gate_refused"}
    mine = {(date, payload, row, cells["event_name"]) for date, payload, row, cells in rows if cells.get("profile_id") == user}
    told = ask("was this user's event sent", hash=number)
    assert {(str(row["date"]), row["payload_id"], row["row_number"], row["event_name"]) for row in told} == mine, (told, mine)
    assert all(row["outcome"] == "accepted" and row["http_status"] == 200 for row in told if str(row["date"]) == rows[0][0]), told
    assert rows[0][0] in sent_on

    assert asked == {}, f"nobody checks: {list(asked)}"
    print("the documented queries say what the summaries, the payloads and the refused rows say")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

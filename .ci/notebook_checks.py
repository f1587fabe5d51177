"""What .ci/notebook asserts: the stored notebook is bare, the executed one says what the runs' own summaries say."""

import csv
import json
import sys
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

COUNTS = ("read", "booked", "skipped", "accepted", "assumed_accepted", "rejected", "invalid", "unknown", "not_sent")


def user(days: str) -> None:
    """An accepted user, from the frozen bytes of the first day's first payload."""
    payload = min(Path(days, "work/quickstart").glob("date=*/run=*/payloads/**/*.csv"))
    with payload.open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    print(row.get("profile_id") or row["appmetrica_device_id"])


def cells_of(notebook: str) -> list[dict[str, Any]]:
    return json.loads(Path(notebook).read_text(encoding="utf-8"))["cells"]


def check_stored(notebook: str) -> None:
    """No outputs, and no code on show but the parameters, which are to be edited."""
    for cell in cells_of(notebook):
        if cell["cell_type"] == "code":
            bare = cell["outputs"] == [] and cell["execution_count"] is None
            assert bare, f"{notebook} is stored with outputs, in cell {cell['id']}"
            hidden = cell["metadata"].get("jupyter", {}).get("source_hidden", False)
            assert hidden != ("parameters" in cell["metadata"].get("tags", [])), f"{notebook} shows or hides the code of cell {cell['id']}"


def check(days: str, executed: str) -> None:
    check_stored("notebooks/audit.ipynb")
    cells = cells_of(executed)
    last = next(cell for cell in cells if "checked" in cell["metadata"].get("tags", []))
    said = json.loads("".join(last["outputs"][0]["text"]))
    pictures = sum("image/png" in output.get("data", {}) for cell in cells for output in cell.get("outputs", []))
    assert pictures == 4, f"{pictures} pictures instead of 4"

    summaries = [json.loads(path.read_text()) for path in Path(days, "work/quickstart").glob("date=*/run=*/summary.json")]
    assert len(summaries) == len(said["runs"]) == 5, (len(summaries), list(said["runs"]))
    for summary in summaries:
        run = said["runs"][summary["run_id"]]
        for name in COUNTS:
            expected = summary["read"] if name == "read" else summary["events"][name]
            assert run[name] == expected, (summary["run_id"], name, run[name], expected)
        assert run["exit_code"] == summary["exit_code"]
    assert said["unbalanced"] == []
    (further,) = (s for s in summaries if s["compared_with"])
    first = next(s for s in summaries if s["run_id"] in further["compared_with"])
    together = said["dates"].pop(further["date"])
    assert said["dates"] == {}, said["dates"]
    expected = {"runs": 2, "read": further["read"], "gone": 0, "skipped": 0, "difference": 0}
    expected |= {name: first["events"][name] + further["events"][name] for name in COUNTS[3:]}
    assert together == expected, (together, expected)
    assert further["events"]["booked"] == first["read"] < further["read"], further
    in_doubt = sorted([s["run_id"], p["payload_id"]] for s in summaries for p in s["in_doubt"])
    assert in_doubt, "no payload is in doubt"
    assert sorted(said["in_doubt"]) == in_doubt, (said["in_doubt"], in_doubt)
    assert "accepted" in said["found"], said["found"]

    # The sandbox shows all that it applied, save a user whom it does not know.
    seen = [json.loads(path.read_text()) for path in Path(days, "work/quickstart").glob("date=*/run=*/evidence.json")]
    assert len(seen) == 1, seen
    accepted = {name: seen[0]["accepted"][name] for name in ("rows", "visible", "extra")}
    (summary,) = [s for s in summaries if s["in_doubt"]]
    assert accepted["rows"] == summary["events"]["accepted"], (accepted, summary["events"])
    doubts = seen[0]["in_doubt"]
    expected = [accepted["visible"] + sum(d["visible"] for d in doubts)]
    expected += [accepted["rows"] + sum(d["rows"] for d in doubts) - expected[0], accepted["extra"]]
    assert said["visible"] == expected, (said["visible"], expected)
    assert expected[1] > 0, "nothing is missing"

    # Both readers, without Spark, see the same tables.
    for table in ("runs", "payloads", "rejects", "events", "visibility"):
        rows = duckdb.sql(f"from read_parquet('{days}/results/{table}/**/*.parquet', hive_partitioning = true)").shape[0]
        frame = pd.read_parquet(f"{days}/results/{table}")
        assert len(frame) == rows > 0, (table, len(frame), rows)
        assert {"date", "run_id"} <= set(frame.columns), frame.columns
    print(f"the notebook says of {len(summaries)} runs what their summaries say; {len(in_doubt)} payloads in doubt")


if __name__ == "__main__":
    {"user": user, "check": check}[sys.argv[1]](*sys.argv[2:])

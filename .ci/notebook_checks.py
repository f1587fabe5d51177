"""What .ci/notebook asserts: the stored notebook is bare, the executed one says what the runs' own summaries say."""

import csv
import glob
import io
import json
import sys

import duckdb
import pandas as pd

COUNTS = ("read", "accepted", "assumed_accepted", "rejected", "invalid", "unknown", "not_sent")


def user(days):
    """An accepted user, from the frozen bytes of the first day's first payload."""
    payload = sorted(glob.glob(f"{days}/work/quickstart/date=*/run=*/payloads/**/*.csv", recursive=True))[0]
    row = next(csv.DictReader(io.StringIO(open(payload, encoding="utf-8", newline="").read())))
    print(row.get("profile_id") or row["appmetrica_device_id"])


def check(days, executed):
    for cell in json.load(open("notebooks/audit.ipynb", encoding="utf-8"))["cells"]:
        stored = cell["cell_type"] != "code" or (cell["outputs"] == [] and cell["execution_count"] is None)
        assert stored, f"notebooks/audit.ipynb is stored with outputs, in cell {cell['id']}"

    cells = json.load(open(executed, encoding="utf-8"))["cells"]
    last = next(cell for cell in cells if "checked" in cell["metadata"].get("tags", []))
    said = json.loads("".join(last["outputs"][0]["text"]))
    pictures = sum("image/png" in output.get("data", {}) for cell in cells for output in cell.get("outputs", []))
    assert pictures == 3, f"{pictures} pictures instead of 3"

    summaries = [json.load(open(path)) for path in glob.glob(f"{days}/work/quickstart/date=*/run=*/summary.json")]
    assert len(summaries) == 4 and len(said["runs"]) == 4, (len(summaries), list(said["runs"]))
    for summary in summaries:
        run = said["runs"][summary["run_id"]]
        for name in COUNTS:
            expected = summary["read"] if name == "read" else summary["events"][name]
            assert run[name] == expected, (summary["run_id"], name, run[name], expected)
        assert run["exit_code"] == summary["exit_code"]
    assert said["unbalanced"] == []
    in_doubt = sorted([s["run_id"], p["payload_id"]] for s in summaries for p in s["in_doubt"])
    assert in_doubt and sorted(said["in_doubt"]) == in_doubt, (said["in_doubt"], in_doubt)
    assert "accepted" in said["found"], said["found"]

    # Both readers, without Spark, see the same tables.
    for table in ("runs", "payloads", "rejects", "events"):
        rows = duckdb.sql(f"from read_parquet('{days}/results/{table}/**/*.parquet', hive_partitioning = true)").shape[0]
        frame = pd.read_parquet(f"{days}/results/{table}")
        assert len(frame) == rows > 0, (table, len(frame), rows)
        assert {"date", "run_id"} <= set(frame.columns), frame.columns
    print(f"the notebook says of {len(summaries)} runs what their summaries say; {len(in_doubt)} payloads in doubt")


if __name__ == "__main__":
    {"user": user, "check": check}[sys.argv[1]](*sys.argv[2:])

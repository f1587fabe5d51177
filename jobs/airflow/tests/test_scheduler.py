"""What only a scheduler does: a backfill, the deadline's alert, a reconciliation's own pace, a run that the lake begins."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from deployment import APPLICATIONS, KEY, TOKEN, Deployment, FakeReconcile, running_sandbox, wait_for
from standalone import airflow_of_its_own

if TYPE_CHECKING:
    from pathlib import Path

    from webhook import Webhook


def test_a_backfill_goes_day_by_day_and_a_late_run_is_reported(
    deployment: Deployment, webhook: Webhook, yesterday: date, tmp_path: Path
) -> None:
    days = [yesterday - timedelta(days=back) for back in (2, 1, 0)]
    for day in days:
        deployment.has_day(day)
    with running_sandbox(tmp_path / "sandbox") as sandbox:
        deployment.configure(sandbox.url)
        # In doubt, then for good: accepted events that never became visible.
        reconcile = FakeReconcile(tmp_path / "bin", 7, 10)
        environment = deployment.environment(webhook.url) | {"PATH": reconcile.path}
        with airflow_of_its_own(tmp_path / "airflow", environment) as airflow:
            assert {"appmetrica_export", "appmetrica_reconcile", "hurried_export", "hurried_reconcile"} <= airflow.dags()
            airflow.command("pools", "set", "appmetrica_post_api", "1", "one upload at a time")

            airflow.command(
                "backfill",
                "create",
                "--dag-id",
                "appmetrica_export",
                "--from-date",
                str(days[0]),
                "--to-date",
                str(days[-1]),
                "--max-active-runs",
                "1",
            )
            airflow.command("dags", "unpause", "appmetrica_export")

            airflow.start()
            ended = wait_for("the backfill", lambda: len(runs := airflow.ended_runs("appmetrica_export")) == len(days) and runs, 900)
            # Only now: its own run of yesterday would take part in the order of the days.
            airflow.command("dags", "trigger", "hurried_export", "--conf", f'{{"date": "{yesterday - timedelta(days=5)}"}}')
            airflow.command("dags", "unpause", "hurried_export")
            wait_for("the deadline's alert", lambda: webhook.texts, 300)
            # The scheduler's own run, of the day that ended thirty hours before the last six o'clock.
            reconciled_day = (datetime.now(UTC) - timedelta(hours=6)).date() - timedelta(days=2)
            airflow.command("dags", "unpause", "hurried_reconcile")
            wait_for("the reconciliation's alert", lambda: [text for text in webhook.texts if "exit code 10" in text], 300)
            reconciled = wait_for("the reconciliation to end", lambda: airflow.ended_runs("hurried_reconcile"), 120)
            counted = sandbox.counts()["events"]
            announced = airflow.asset_events("appmetrica_export_results_of_day")
            updates = airflow.asset_events("appmetrica_export_results")

    assert ended == ["success"] * len(days)
    summaries = [deployment.summary(day) for day in days]
    assert all(earlier["finished_at"] <= later["started_at"] for earlier, later in pairwise(summaries))
    assert counted == sum(summary["events"]["accepted"] for summary in summaries)
    assert any("hurried_export" in text and "has not ended 0:00:01 after it was queued" in text for text in webhook.texts)
    kept = [file for file in (tmp_path / "airflow").rglob("*") if file.is_file()]
    assert any(file.name.startswith("attempt=") for file in kept)
    for secret in (KEY, TOKEN):
        assert [file for file in kept if secret.encode() in file.read_bytes()] == []
    # Whoever listens to no partitions hears of each day, as ever.
    assert [key for key, _ in updates] == [None] * len(days)
    assert [key for key, _ in announced] == [str(day) for day in days]
    assert reconciled == ["failed"]
    assert [f"--date {reconciled_day} " in command for command in reconcile.submissions()] == [True, True]
    reconcile.assert_token_is_told_to_the_environment_alone()


def test_a_day_of_the_lake_begins_its_export_and_its_results_are_announced(
    deployment: Deployment, webhook: Webhook, yesterday: date, tmp_path: Path
) -> None:
    day = yesterday - timedelta(days=3)
    deployment.has_day(day)
    told = tmp_path / "lineage.jsonl"
    variable = deployment.variable | {"lake_asset": "offline_events_of_the_tests"}
    with running_sandbox(tmp_path / "sandbox") as sandbox:
        deployment.configure(sandbox.url)
        environment = deployment.environment(webhook.url) | {
            "AIRFLOW_VAR_APPMETRICA_EXPORT": json.dumps(variable),
            "AIRFLOW__OPENLINEAGE__TRANSPORT": json.dumps({"type": "file", "log_file_path": str(told), "append": True}),
        }
        with airflow_of_its_own(tmp_path / "airflow", environment) as airflow:
            airflow.command("pools", "set", "appmetrica_post_api", "1", "one upload at a time")
            for dag_id in ("appmetrica_export", "lake"):
                airflow.command("dags", "unpause", dag_id)
            airflow.start()
            airflow.command("dags", "trigger", "lake", "--conf", json.dumps({"date": str(day)}))
            ended = wait_for("the export", lambda: airflow.ended_runs("appmetrica_export"), 900)
            begun = airflow.rows("SELECT run_type, partition_key FROM dag_run WHERE dag_id = 'appmetrica_export'")
            announced = airflow.asset_events("appmetrica_export_results_of_day")

    summary = deployment.summary(day)
    accepted = summary["events"]["accepted"]
    assert ended == ["success"]
    assert begun == [("asset_triggered", str(day))]
    assert summary["date"] == str(day)
    assert accepted > 0
    assert webhook.texts == []
    ((key, extra),) = announced
    assert key == str(day)
    assert extra == {
        "rows": summary["read"],
        "accepted": accepted,
        "assumed_accepted": 0,
        "invalid": summary["events"]["invalid"],
        "payloads": summary["payloads"]["accepted"],
        "run_ids": [summary["run_id"]],
    }
    events = [json.loads(line) for line in told.read_text().splitlines()]
    (ours,) = [event for event in events if any(output["namespace"] == "appmetrica" for output in event["outputs"])]
    assert (ours["eventType"], ours["job"]["name"]) == ("RUNNING", "appmetrica_export.export")
    (source,) = ours["inputs"]
    lake = f"{deployment.folder}/lake/offline_events"
    assert (source["namespace"], source["name"]) == ("file", lake)
    assert source["inputFacets"]["subset"]["inputCondition"]["locations"] == [f"file://{lake}/dt={day}"]
    assert [output["name"] for output in ours["outputs"]] == [f"applications/{application}/events" for application in APPLICATIONS]
    assert sum(output["outputFacets"]["outputStatistics"]["rowCount"] for output in ours["outputs"]) == accepted
    # Of the same run of the task that Airflow tells of itself.
    states = [event["eventType"] for event in events if event["run"]["runId"] == ours["run"]["runId"]]
    assert states == ["START", "RUNNING", "COMPLETE"]
    assert KEY not in told.read_text()

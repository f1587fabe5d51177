"""What only a scheduler does: a backfill, oldest day first, and the deadline's alert."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from deployment import KEY, Deployment, running_sandbox, wait_for
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
        with airflow_of_its_own(tmp_path / "airflow", deployment.environment(webhook.url)) as airflow:
            assert {"appmetrica_export", "hurried_export"} <= airflow.dags()
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
            counted = sandbox.counts()["events"]

    assert ended == ["success"] * len(days)
    summaries = [deployment.summary(day) for day in days]
    assert all(earlier["finished_at"] <= later["started_at"] for earlier, later in pairwise(summaries))
    assert counted == sum(summary["events"]["accepted"] for summary in summaries)
    assert any("hurried_export" in text and "has not ended 0:00:01 after it was queued" in text for text in webhook.texts)
    kept = [file for file in (tmp_path / "airflow").rglob("*") if file.is_file()]
    assert any(file.name.startswith("attempt=") for file in kept)
    assert [file for file in kept if KEY.encode() in file.read_bytes()] == []

"""Whole runs: Airflow's dag.test(), the real spark-submit, the sandbox."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from deployment import KEY, ROWS, TOKEN, Deployment, FakeReconcile, Sandbox, running_sandbox

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import ExitStack
    from pathlib import Path

    from airflow.sdk import DAG

    from webhook import Webhook


@dataclass
class Stage:
    """A deployment with its sandbox, and the DAG that runs there."""

    deployment: Deployment
    sandbox: Sandbox
    webhook: Webhook
    dag: DAG
    home: Path

    def run(self, **conf: Any) -> dict[str, str]:
        """Runs the DAG to its end; gives the tasks' states, and the run's own under an empty name."""
        run = self.dag.test(run_conf=conf)
        return {ti.task_id: str(ti.state) for ti in run.get_task_instances()} | {"": str(run.state)}


@pytest.fixture
def stage(
    airflow: Path, deployment: Deployment, webhook: Webhook, stack: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Stage]:
    from airflow.dag_processing.dagbag import DagBag

    def build(*faults: str, config: tuple[str, ...] = ()) -> Stage:
        sandbox = stack.enter_context(running_sandbox(deployment.folder / "sandbox", *faults))
        deployment.configure(sandbox.url, *config)
        for name, value in deployment.environment(webhook.url).items():
            monkeypatch.setenv(name, value)
        dag = DagBag(os.environ["AIRFLOW__CORE__DAGS_FOLDER"]).dags["appmetrica_export"]
        return Stage(deployment, sandbox, webhook, dag, airflow)

    return build


def assert_no_key(stage: Stage, printed: str) -> None:
    """In nothing that Airflow keeps or prints: database (renderings, XComs, variables), logs, output. Nor the token."""
    kept = [file for file in stage.home.rglob("*") if file.is_file()]
    assert any(file.name == "airflow.db" for file in kept)
    assert "Spark-Submit cmd" in printed
    for secret in (KEY, TOKEN):
        assert [file for file in kept if secret.encode() in file.read_bytes()] == []
        assert secret not in printed


def test_a_day_is_sent_then_found_finished(stage: Callable[..., Stage], yesterday: date, capfd: pytest.CaptureFixture[str]) -> None:
    here = stage()
    here.deployment.has_day(yesterday)

    first = here.run()
    accepted = here.sandbox.counts()["events"]
    second = here.run(date=str(yesterday))

    assert first == {"": "success", "check": "success", "wait_for_data": "success", "export": "success", "audit_books": "success"}
    assert here.deployment.summary(yesterday)["events"]["accepted"] == accepted > ROWS / 2
    assert second == first | {"audit_books": "skipped"}
    assert here.sandbox.counts()["events"] == accepted
    assert here.webhook.texts == []
    printed = capfd.readouterr().out
    assert "was finished before" in printed
    assert_no_key(here, printed)


def test_rows_that_came_late_are_sent_by_the_next_run_and_audited_with_the_others(
    stage: Callable[..., Stage], yesterday: date, capfd: pytest.CaptureFixture[str]
) -> None:
    import pyarrow.parquet

    here = stage("400:1:from=2,to=2", config=("api.rejection-is-atomic = false",))
    lake = here.deployment.has_day(yesterday)
    first = here.run()
    before = here.sandbox.counts()["events"]
    parquet = min(lake.glob("*.parquet"))
    pyarrow.parquet.write_table(pyarrow.parquet.read_table(parquet).slice(0, 5), lake / "late.parquet")

    second = here.run(date=str(yesterday))

    assert (first["export"], first["audit_books"]) == ("failed", "failed")
    assert 0 < here.sandbox.counts()["events"] - before <= 5
    assert (second["export"], second["audit_books"]) == ("failed", "failed")
    printed = capfd.readouterr().out
    for words in ("-1: refused (exit code 5)", "-2: complete,", "events of all runs:"):
        assert words in printed


def test_a_dry_run_sends_nothing(stage: Callable[..., Stage], yesterday: date, capfd: pytest.CaptureFixture[str]) -> None:
    here = stage()
    here.deployment.has_day(yesterday)

    states = here.run(date=str(yesterday), dry_run=True)

    assert (states["export"], states["audit_books"], states[""]) == ("success", "skipped", "success")
    assert here.sandbox.counts()["requests"] == 0
    assert "dry run: nothing was sent" in capfd.readouterr().out


def test_an_empty_day_fails_once_and_tells_which_setting_takes_it(stage: Callable[..., Stage], yesterday: date) -> None:
    import pyarrow.parquet

    here = stage()
    for file in here.deployment.has_day(yesterday).glob("*.parquet"):
        pyarrow.parquet.write_table(pyarrow.parquet.read_table(file).slice(0, 0), file)
        file.with_name(f".{file.name}.crc").unlink()  # Hadoop's checksum of what it was

    states = here.run()

    assert (states["export"], states["audit_books"], states[""]) == ("failed", "failed", "failed")
    assert here.sandbox.counts()["requests"] == 0
    (alert,) = here.webhook.texts
    for words in ("gate refused (exit code 4)", "gate.min-rows = 1"):
        assert words in alert


def test_a_day_in_doubt_fails_once_and_tells_what_to_do(stage: Callable[..., Stage], yesterday: date) -> None:
    here = stage("apply-reset:1:from=1,to=1")
    here.deployment.has_day(yesterday)

    states = here.run()

    assert (states["export"], states["audit_books"], states[""]) == ("failed", "failed", "failed")
    (alert,) = here.webhook.texts
    (doubt,) = here.deployment.summary(yesterday)["in_doubt"]
    for words in ("appmetrica_export.audit_books", "in doubt (exit code 7)", doubt["payload_id"], "resolve", str(yesterday)):
        assert words in alert
    assert KEY not in alert


def test_a_refused_day_fails_once_and_tells_the_answer(stage: Callable[..., Stage], yesterday: date) -> None:
    here = stage("403")
    here.deployment.has_day(yesterday)

    states = here.run()

    assert (states["export"], states["audit_books"], states[""]) == ("failed", "failed", "failed")
    (alert,) = here.webhook.texts
    for words in ("refused (exit code 5)", "status 403", "the API refuses the key of application"):
        assert words in alert


@pytest.mark.parametrize("code", [1, 2, 3, 52])
def test_what_another_submission_cannot_change_is_submitted_once(
    stage: Callable[..., Stage], yesterday: date, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    here = stage()
    here.deployment.has_day(yesterday)
    submissions = tmp_path / "submissions"
    here.dag.get_task("export").retry_delay = timedelta(seconds=1)
    monkeypatch.setenv("PATH", f"{spark_submit_that_ends_with(code, submissions)}:{os.environ['PATH']}")

    states = here.run()

    assert (states["export"], states["audit_books"], states[""]) == ("failed", "failed", "failed")
    assert submissions.read_text() == "submitted\n"
    (alert,) = here.webhook.texts
    assert f"no settled run of {yesterday}" in alert


def spark_submit_that_ends_with(code: int, submissions: Path) -> Path:
    """The folder of one, since no real driver runs out of memory when it is asked to."""
    folder = submissions.with_name("bin")
    folder.mkdir()
    script = folder / "spark-submit"
    script.write_text(f"#!/bin/sh\necho submitted >> '{submissions}'\nexit {code}\n")
    script.chmod(0o755)
    return folder


def test_a_used_up_budget_is_waited_for(stage: Callable[..., Stage], yesterday: date, monkeypatch: pytest.MonkeyPatch) -> None:
    from appmetrica import retries

    here = stage(config=("api.daily-event-budget = 10",))
    here.deployment.has_day(yesterday)
    decide = retries.RetryByExitCode.evaluate
    refusals = []

    def decide_and_grant(*args: Any, **words: Any) -> Any:
        refusals.append(decide(*args, **words))
        here.deployment.configure(here.sandbox.url, "api.daily-event-budget = 100000")
        return refusals[-1]

    monkeypatch.setattr(retries, "BUDGET_WAIT", timedelta(seconds=1))
    monkeypatch.setattr(retries.RetryByExitCode, "evaluate", decide_and_grant)

    states = here.run()

    assert [refusal.reason for refusal in refusals] == ["the daily event budget is used up: asking again in an hour"]
    assert (states["export"], states["audit_books"]) == ("success", "success")
    assert here.webhook.texts == []


def test_a_day_larger_than_the_budget_is_sent_in_parts(
    stage: Callable[..., Stage], yesterday: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    from appmetrica import retries

    parts = ("api.when-over-budget = send-what-fits", "payload.max-rows = 20")
    here = stage(config=("api.daily-event-budget = 100", *parts))
    here.deployment.has_day(yesterday)
    decide = retries.RetryByExitCode.evaluate
    waits, sent = [], []

    def decide_and_grant(*args: Any, **words: Any) -> Any:
        waits.append(decide(*args, **words))
        sent.append(here.sandbox.counts()["events"])
        here.deployment.configure(here.sandbox.url, "api.daily-event-budget = 100000", *parts)
        return retries.RetryDecision.retry(timedelta(seconds=1), waits[-1].reason)

    monkeypatch.setattr(retries.RetryByExitCode, "evaluate", decide_and_grant)

    states = here.run()

    (wait,) = waits
    (first,) = sent
    assert timedelta(hours=23) < wait.retry_delay <= timedelta(hours=24, seconds=1)
    assert "fits the daily event budget from" in wait.reason
    assert 0 < first <= 100
    assert (states["export"], states["audit_books"]) == ("success", "success")
    assert here.sandbox.counts()["events"] == here.deployment.summary(yesterday)["events"]["accepted"] > 100
    assert here.webhook.texts == []


def test_a_day_outside_the_window_is_refused_before_anything_begins(stage: Callable[..., Stage], yesterday: date) -> None:
    here = stage()
    old = yesterday - timedelta(days=20)
    here.deployment.has_day(old)

    states = here.run(date=str(old))

    assert (states["check"], states["export"], states["audit_books"], states[""]) == (
        "failed",
        "upstream_failed",
        "upstream_failed",
        "failed",
    )
    (alert,) = here.webhook.texts
    assert f"{old} is too old" in alert
    assert not (here.deployment.folder / "work").exists()
    assert here.sandbox.counts()["requests"] == 0


def test_a_day_whose_data_never_comes_is_told_once(stage: Callable[..., Stage], yesterday: date) -> None:
    here = stage()
    waiting = here.dag.get_task("wait_for_data")
    waiting.timeout, waiting.poke_interval, waiting.mode = 0.2, 0.1, "poke"

    states = here.run()

    assert (states["wait_for_data"], states["export"], states["audit_books"]) == ("failed", "upstream_failed", "upstream_failed")
    assert states[""] == "failed"
    (alert,) = here.webhook.texts
    assert "appmetrica_export.wait_for_data" in alert
    assert not here.deployment.day(yesterday).exists()


@pytest.fixture
def reconciling(
    airflow: Path, deployment: Deployment, webhook: Webhook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[Stage, FakeReconcile]]:
    """The DAG of the reconciliation, whose command ends with these codes, one submission after another; nobody waits."""
    from airflow.dag_processing.dagbag import DagBag

    from appmetrica import retries

    def build(*codes: int) -> tuple[Stage, FakeReconcile]:
        job = FakeReconcile(tmp_path / "bin", *codes)
        for name, value in (deployment.environment(webhook.url) | {"PATH": job.path}).items():
            monkeypatch.setenv(name, value)
        for wait in ("DOUBT_WAIT", "NOT_READY_WAIT"):
            monkeypatch.setattr(retries, wait, timedelta(seconds=1))
        dag = DagBag(os.environ["AIRFLOW__CORE__DAGS_FOLDER"]).dags["appmetrica_reconcile"]
        return Stage(deployment, Sandbox("", tmp_path), webhook, dag, airflow), job

    return build


def test_a_day_is_asked_about_until_nothing_is_in_doubt(
    reconciling: Callable[..., tuple[Stage, FakeReconcile]], yesterday: date, capfd: pytest.CaptureFixture[str]
) -> None:
    here, job = reconciling(6, 7, 0)

    states = here.run(date=str(yesterday))

    assert states == {"": "success", "check": "success", "reconcile": "success", "audit_unsent": "success"}
    assert len(job.submissions()) == 3
    assert f"reconcile --config {here.deployment.config} --date {yesterday}" in job.submissions()[0]
    assert " --resolve --wait 3600s" in job.submissions()[0]
    assert here.webhook.texts == []
    job.assert_token_is_told_to_the_environment_alone()
    assert_no_key(here, capfd.readouterr().out)


def test_what_never_became_visible_is_told_at_once(reconciling: Callable[..., tuple[Stage, FakeReconcile]], yesterday: date) -> None:
    here, job = reconciling(10)

    states = here.run(date=str(yesterday))

    assert (states["reconcile"], states["audit_unsent"], states[""]) == ("failed", "upstream_failed", "failed")
    assert len(job.submissions()) == 1
    (alert,) = here.webhook.texts
    for words in (
        "appmetrica_reconcile.reconcile",
        "exit code 10: accepted events did not become visible in AppMetrica",
        "what reconcile says last, {{ braces }} included",
    ):
        assert words in alert
    assert "spark-submit" not in alert


def test_a_doubt_that_stays_is_told_once_at_the_last_attempt(
    reconciling: Callable[..., tuple[Stage, FakeReconcile]], yesterday: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    from appmetrica import retries

    monkeypatch.setattr(retries, "ASKINGS", 3)
    here, job = reconciling(7, 7, 7, 0)

    states = here.run(date=str(yesterday))

    assert (states["reconcile"], states[""]) == ("failed", "failed")
    assert len(job.submissions()) == 3
    (alert,) = here.webhook.texts
    assert "exit code 7: payloads are still in doubt" in alert


def test_what_was_not_applied_and_waits_for_an_export_is_told(
    reconciling: Callable[..., tuple[Stage, FakeReconcile]], yesterday: date
) -> None:
    here, _ = reconciling(0)
    run = here.deployment.folder / "work" / "tested" / f"date={yesterday}" / "run=1"
    run.mkdir(parents=True)
    (run / "manifest.json").write_text("{}")
    content = {
        "run_id": "tested-1",
        "date": str(yesterday),
        "outcome": "incomplete",
        "exit_code": 6,
        "message": "not everything was sent",
        "books_balance": True,
        "read": 10,
        "events": {"accepted": 6, "not_sent": 4},
        "in_doubt": [],
        "next": ["run export again"],
    }
    (run / "summary.json").write_text(json.dumps(content))

    states = here.run(date=str(yesterday))

    assert (states["reconcile"], states["audit_unsent"], states[""]) == ("success", "failed", "failed")
    (alert,) = here.webhook.texts
    for words in ("appmetrica_reconcile.audit_unsent", "events: 10 read = 6 accepted, 4 not sent", "next: run export again"):
        assert words in alert

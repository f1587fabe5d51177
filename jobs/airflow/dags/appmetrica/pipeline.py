"""The export of a day as a DAG: check the day, wait for its data, submit the job, audit what it did."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from airflow.providers.http.notifications.http import HttpNotifier
from airflow.sdk import (
    DAG,
    Asset,
    AsyncCallback,
    Context,
    DeadlineAlert,
    DeadlineReference,
    Param,
    TriggerRule,
    Variable,
    get_current_context,
    task,
)
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from appmetrica import retries
from appmetrica.audit import AuditError, NothingSent, Submission, announcement, audit
from appmetrica.day import UPLOAD_DEADLINE, DayRefusedError, partition_start
from appmetrica.lineage import is_told, tell_lineage
from appmetrica.outbox import Account, Summary, account, events_by_application, storage_path
from appmetrica.plan import Plan, plan_run
from appmetrica.settings import VARIABLE, Settings, SettingsError
from appmetrica.submission import CONFIGURATION, HOUR, POOL, Submit, alert, documentation, job_task
from appmetrica.trigger import schedule

if TYPE_CHECKING:
    from collections.abc import Callable

LOG = logging.getLogger(__name__)

RESULTS = Asset("appmetrica_export_results")
"""Updated by each run that sent something: schedule what reads the results tables on it."""
RESULTS_OF_DAY = Asset("appmetrica_export_results_of_day")
"""The same, partitioned by the day, as 2026-11-22. A second asset, since whoever listens to no partitions does not hear of one."""

WAIT_FOR_DATA = 18 * HOUR
DONE_BY = 22 * HOUR
"""Somebody should look before the next day begins."""

PARAMS = {
    "date": Param(
        None,
        type=["null", "string"],
        format="date",
        title="Day",
        description="The day to export, as YYYY-MM-DD, UTC. Empty: the run's own day, of its partition or its data interval; yesterday.",
    ),
    "dry_run": Param(
        False,
        type="boolean",
        title="Dry run",
        description="Plan and check only: shows what would be sent, sends nothing.",
    ),
    "config": CONFIGURATION,
}


class ExportDag(DAG):
    """A DAG that ``airflow dags test`` can run: up to Airflow 3.3.2 that fails on any deadline (apache/airflow#73428)."""

    def test(self, *args: Any, **kwargs: Any) -> Any:
        self.deadline = None
        return super().test(*args, **kwargs)


def export_dag(
    dag_id: str,
    description: str,
    submit: Submit,
    keys: str,
    config_on_driver: Callable[[str], str] = str,
) -> DAG:
    """
    The DAG, whatever cluster runs the job.

    :param submit: makes the operator that submits the job, from the arguments that are the same for every cluster
    :param keys: where the Post API keys are, for the documentation
    :param config_on_driver: where the driver finds the configuration file
    """
    with ExportDag(
        dag_id,
        description=description,
        doc_md=documentation(
            "dag.md",
            dag_id=dag_id,
            description=description,
            keys=keys,
            attempts=retries.ATTEMPTS,
            wait=WAIT_FOR_DATA // HOUR,
            done_by=DONE_BY // HOUR,
        ),
        schedule=schedule(),
        start_date=datetime(2026, 1, 1, tzinfo=UTC),
        catchup=False,
        max_active_runs=1,
        params=PARAMS,
        tags=["appmetrica", "export", "spark"],
        # For a lake that does not answer for a moment; refusals and verdicts are final at once.
        default_args={"owner": "data-platform", "retries": 2, "retry_delay": timedelta(minutes=1)},
        deadline=DeadlineAlert(
            reference=DeadlineReference.DAGRUN_QUEUED_AT,
            interval=DONE_BY,
            callback=AsyncCallback(
                HttpNotifier,
                kwargs=alert(f"{dag_id}: {{{{ dag_run.run_id }}}} has not ended {DONE_BY} after it was queued"),
            ),
        ),
    ) as dag:
        on_failure = HttpNotifier(**alert("{{ ti.dag_id }}.{{ ti.task_id }}, {{ run_id }}: {{ exception }}"))

        @task(
            multiple_outputs=True,
            on_failure_callback=on_failure,
            doc_md="Refuses a day that is not over or too old, before anything is begun.",
        )
        def check() -> Plan:
            return _plan(get_current_context(), config_on_driver)

        @task.sensor(
            mode="reschedule",
            poke_interval=timedelta(minutes=5).total_seconds(),
            timeout=WAIT_FOR_DATA.total_seconds(),
            on_failure_callback=on_failure,
            doc_md="Waits, without holding a worker, for the marker that says the day's Parquet is complete; of a table for nothing.",
        )
        def wait_for_data(plan: Plan) -> bool:
            return not plan["ready"] or storage_path(plan["ready"], plan["storage_conn_id"]).exists()

        plan = check()
        waited = wait_for_data(plan)
        export = job_task(
            submit,
            dag_id,
            {
                "task_id": "export",
                "doc_md": "The job. Safe to run again at any time: it resumes, and what was accepted is never sent again.",
                "application_args": plan["arguments"],
                "pool": POOL,
                "retries": retries.SUBMISSIONS,
                "retry_policy": retries.RetryByExitCode(_summary),
                "execution_timeout": UPLOAD_DEADLINE + 2 * HOUR,
                "on_success_callback": _tell_lineage,
            },
        )

        # Runs after a failed export too; when there was no export, what failed before it has told why. That is also why check
        # is not among its direct predecessors: it would be the one success.
        @task(
            trigger_rule=TriggerRule.ALL_DONE_MIN_ONE_SUCCESS,
            on_failure_callback=on_failure,
            outlets=[RESULTS, RESULTS_OF_DAY],
            doc_md="Reads summary.json of each run of the day. Fails when the day is refused, incomplete, in doubt or unbalanced, and says"
            " what to do; is skipped when nothing was sent.",
        )
        def audit_books() -> dict[str, Any]:
            return _audit_books(get_current_context())

        waited >> export
        [waited, export] >> audit_books()
    return dag


def _plan(context: Context, config_on_driver: Callable[[str], str]) -> Plan:
    try:
        settings = Settings.of(Variable.get(VARIABLE, default=None, deserialize_json=True))
        run = context["dag_run"]
        start = partition_start(run.partition_key) or run.data_interval_start
        return plan_run(settings, context["params"], start, run.run_after, datetime.now(UTC), config_on_driver)
    except (SettingsError, DayRefusedError) as refused:
        raise AirflowFailException(str(refused)) from None


def _account(context: Context) -> Account | None:
    plan: Plan = context["ti"].xcom_pull("check")
    return account(plan["outbox"], plan["storage_conn_id"])


def _summary(context: Context) -> Summary | None:
    """Of the run that the day's exit code is about."""
    day = _account(context)
    return day.gravest if day else None


def _audit_books(context: Context) -> dict[str, Any]:
    run, ti = context["dag_run"], context["ti"]
    states = ti.get_task_states(dag_id=run.dag_id, task_ids=["export"], run_ids=[run.run_id])
    day = ti.xcom_pull("check")["day"]
    try:
        books = audit(_submission(context, succeeded=states[run.run_id]["export"] == "success"), _account(context))
    except NothingSent as nothing:
        raise AirflowSkipException(str(nothing)) from None
    except AuditError as failed:
        raise AirflowFailException(str(failed)) from None
    for warning in books["warnings"]:
        LOG.warning("%s: %s", day, warning)
    results = context["outlet_events"][RESULTS_OF_DAY]
    results.add_partitions(day)
    results.extra = announcement(books)
    return books


def _submission(context: Context, *, succeeded: bool) -> Submission:
    plan: Plan = context["ti"].xcom_pull("check")
    return Submission(
        succeeded=succeeded, dry_run=plan["dry_run"], began=context["dag_run"].start_date, day=plan["day"], outbox=plan["outbox"]
    )


def _tell_lineage(context: Context) -> None:
    """Of what this run sent, and before Airflow tells that the task has ended; what goes wrong here it logs, and the task stays green."""
    if not is_told():
        return
    plan: Plan = context["ti"].xcom_pull("check")
    day, submission = _account(context), _submission(context, succeeded=True)
    try:
        audit(submission, day)
    except (NothingSent, AuditError):
        return  # audit_books will tell
    runs = day.finished_since(submission.began)
    tell_lineage(context["ti"], plan["day"], plan["source"], events_by_application(runs, plan["storage_conn_id"]))

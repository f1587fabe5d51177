"""The reconciliation of a day as a DAG: ask AppMetrica what became visible, settle what is clear, tell what is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from airflow.providers.http.notifications.http import HttpNotifier
from airflow.sdk import DAG, Context, CronDataIntervalTimetable, Param, Variable, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException

from appmetrica import retries
from appmetrica.audit import AuditError, check_unsent
from appmetrica.day import SETTLING, DayRefusedError
from appmetrica.outbox import account
from appmetrica.plan import LONGEST_WAIT, Plan, plan_reconciliation
from appmetrica.settings import VARIABLE, Settings, SettingsError
from appmetrica.submission import CONFIGURATION, HOUR, Submit, alert, documentation, job_task

if TYPE_CHECKING:
    from collections.abc import Callable

PARAMS = {
    "date": Param(
        None,
        type=["null", "string"],
        format="date",
        title="Day",
        description="The day to reconcile, as YYYY-MM-DD, UTC. Empty: the day before yesterday.",
    ),
    "config": CONFIGURATION,
}


def reconcile_dag(dag_id: str, description: str, submit: Submit, token: str, config_on_driver: Callable[[str], str] = str) -> DAG:
    """
    The DAG, whatever cluster runs the job.

    :param submit: makes the operator that submits the job, as for the export
    :param token: where the token of the Logs API is, for the documentation
    :param config_on_driver: where the driver finds the configuration file
    """
    with DAG(
        dag_id,
        description=description,
        doc_md=documentation(
            "reconciliation.md",
            dag_id=dag_id,
            description=description,
            token=token,
            settling=SETTLING // HOUR,
            askings=retries.ASKINGS,
            doubt_wait=retries.DOUBT_WAIT // HOUR,
            not_ready_wait=retries.NOT_READY_WAIT // HOUR,
        ),
        # 30 hours after the day's end, at six in the morning of the day after the next.
        schedule=CronDataIntervalTimetable("0 6 * * *", timezone="UTC"),
        start_date=datetime(2026, 1, 1, tzinfo=UTC),
        catchup=False,
        # A day that waits for AppMetrica does not keep the next one from being asked about.
        max_active_runs=4,
        params=PARAMS,
        tags=["appmetrica", "reconcile", "spark"],
        default_args={"owner": "data-platform", "retries": 2, "retry_delay": timedelta(minutes=1)},
    ) as dag:
        on_failure = HttpNotifier(**alert("{{ ti.dag_id }}.{{ ti.task_id }}, {{ run_id }}: {{ exception }}"))

        @task(
            multiple_outputs=True,
            on_failure_callback=on_failure,
            doc_md="Names the day, and refuses one that is not over.",
        )
        def check() -> Plan:
            return _plan(get_current_context(), config_on_driver)

        plan = check()
        reconcile = job_task(
            submit,
            dag_id,
            {
                "task_id": "reconcile",
                "doc_md": "Asks the Logs API, writes the table visibility, decides what is clear. Sends no event, and may be run again.",
                "application_args": plan["arguments"],
                "retries": retries.ASKINGS,
                "retry_policy": retries.AskAgainByExitCode(),
                "execution_timeout": LONGEST_WAIT + 2 * HOUR,
                # The Logs API takes three requests of an application at a time, and the job makes use of two.
                "max_active_tis_per_dag": 1,
                "on_failure_callback": _tell,
            },
        )

        @task(
            on_failure_callback=on_failure,
            doc_md="Reads summary.json. Fails when payloads were found not to have been applied and wait for another export.",
        )
        def audit_unsent() -> None:
            _audit(get_current_context())

        reconcile >> audit_unsent()
    return dag


def _tell(context: Context) -> None:
    """Not a template: what the job says may hold braces."""
    ti = context["ti"]
    words = f"{ti.dag_id}.{ti.task_id}, {context['run_id']}: {retries.verdict(context['exception'])}"
    HttpNotifier(**alert(words)).notify(context)


def _plan(context: Context, config_on_driver: Callable[[str], str]) -> Plan:
    try:
        settings = Settings.of(Variable.get(VARIABLE, default=None, deserialize_json=True))
        run = context["dag_run"]
        return plan_reconciliation(settings, context["params"], run.data_interval_start, run.run_after, datetime.now(UTC), config_on_driver)
    except (SettingsError, DayRefusedError) as refused:
        raise AirflowFailException(str(refused)) from None


def _audit(context: Context) -> None:
    plan: Plan = context["ti"].xcom_pull("check")
    try:
        check_unsent(account(plan["outbox"], plan["storage_conn_id"]))
    except AuditError as unsent:
        raise AirflowFailException(str(unsent)) from None

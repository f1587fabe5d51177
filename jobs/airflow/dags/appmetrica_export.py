"""Export and reconciliation, driven from the worker: on this machine, a standalone cluster, or YARN in client mode."""

from __future__ import annotations

from typing import Any

from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator

from appmetrica.pipeline import export_dag
from appmetrica.reconciliation import reconcile_dag


def submit(arguments: dict[str, Any]) -> SparkSubmitOperator:
    return SparkSubmitOperator(**arguments, deploy_mode="client")


dag = export_dag(
    "appmetrica_export",
    description="Sends yesterday's offline events to AppMetrica and audits the books; the driver runs on the worker",
    submit=submit,
    keys="The worker and the executors have them: `APPMETRICA_POST_API_KEY_<application>` in their environment, or"
    " `api.key-source = directory` or `hadoop` in the job's configuration.",
)
reconciliation = reconcile_dag(
    "appmetrica_reconcile",
    description="Asks AppMetrica what became visible of a day and settles what was in doubt; the driver runs on the worker",
    submit=submit,
    token="The worker has it: `APPMETRICA_LOGS_API_TOKEN` in its environment, or `logs-api.token-source = directory` or `hadoop` in the"
    " job's configuration.",
)

"""Export and reconciliation, driven from the cluster: YARN in cluster mode."""

from __future__ import annotations

from typing import Any

from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator

from appmetrica.pipeline import export_dag
from appmetrica.reconciliation import reconcile_dag
from appmetrica.submission import CONFIG


def submit(arguments: dict[str, Any]) -> SparkSubmitOperator:
    return SparkSubmitOperator(
        **arguments
        | {
            # YARN would otherwise run the job a second time by itself; it is for Airflow to decide.
            "conf": arguments["conf"] | {"spark.yarn.maxAppAttempts": "1"},
        },
        deploy_mode="cluster",
        # spark-submit ends once YARN has the application; the worker asks the ResourceManager how it fares, and after a
        # crash finds it again. Needs the connection's yarn_resourcemanager_webapp_address.
        yarn_track_via_rm_api=True,
        status_poll_interval=30,
        files=CONFIG,
    )


def config_on_driver(config: str) -> str:
    return config.rsplit("/", 1)[-1]


dag = export_dag(
    "appmetrica_export_yarn",
    description="Sends yesterday's offline events to AppMetrica and audits the books; the driver runs on YARN",
    submit=submit,
    config_on_driver=config_on_driver,
    keys="A Hadoop credential provider: `api.key-source = hadoop` in the job's configuration, and"
    " `spark.hadoop.hadoop.security.credential.provider.path` in the cluster's spark-defaults.conf.",
)
reconciliation = reconcile_dag(
    "appmetrica_reconcile_yarn",
    description="Asks AppMetrica what became visible of a day and settles what was in doubt; the driver runs on YARN",
    submit=submit,
    config_on_driver=config_on_driver,
    token="The same Hadoop credential provider: `logs-api.token-source = hadoop` in the job's configuration.",
)

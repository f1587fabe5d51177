"""How a command of the job is submitted, and how a failure is told: the same for every DAG."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from typing import Any

from airflow.sdk import BaseOperator, Param

from appmetrica.settings import VARIABLE, Settings

POOL = "appmetrica_post_api"
SPARK_CONNECTION = "appmetrica_spark"
ALERT_CONNECTION = "appmetrica_alerts"
MAIN_CLASS = "io.github.appmetricaexport.cli.Main"
CONFIG = "{{ ti.xcom_pull('check')['config'] }}"
"""The configuration file of a run, for templated fields."""
HOUR = timedelta(hours=1)
CONFIGURATION = Param(
    None,
    type=["null", "string"],
    minLength=1,
    title="Configuration",
    description=f"Another configuration file of the job. Empty: the one of the Variable {VARIABLE}.",
)
"""The parameter ``config`` of a run."""

Submit = Callable[[dict[str, Any]], BaseOperator]


def job_task(submit: Submit, dag_id: str, arguments: Mapping[str, Any]) -> BaseOperator:
    """A task that submits the job for the day of the task check; the arguments are what one command has of its own."""
    return submit(
        {
            "conn_id": SPARK_CONNECTION,
            "application": f"{{{{ var.json.{VARIABLE}.jar }}}}",
            "java_class": MAIN_CLASS,
            "name": f"{dag_id} {{{{ ti.xcom_pull('check')['day'] }}}}",
            "conf": {"spark.speculation": "false"},
            "retry_delay": timedelta(minutes=5),
            # A retry after a lost worker finds the driver that is still running on the cluster.
            "durable": True,
            **arguments,
        }
    )


def alert(text: str) -> dict[str, Any]:
    """A JSON message to the webhook of a connection: its URL, often a secret, is nowhere in the code."""
    return {"http_conn_id": ALERT_CONNECTION, "json": {"text": text}}


def documentation(page: str, **words: Any) -> str:
    """A page beside this file, with what it says of Airflow's own things filled in."""
    return (
        Path(__file__)
        .with_name(page)
        .read_text(encoding="utf-8")
        .format(
            settings=", ".join(f"`{field.name}`" for field in fields(Settings)),
            variable=VARIABLE,
            pool=POOL,
            spark=SPARK_CONNECTION,
            alerts=ALERT_CONNECTION,
            **words,
        )
    )

"""Who writes the lake: says of a day that it is complete, for the test of the export that waits for that."""

from datetime import UTC, datetime
from typing import Any

from airflow.sdk import DAG, Asset, Param, get_current_context, task

DAYS = Asset("offline_events_of_the_tests", uri="file:///lake/offline_events")

with DAG("lake", schedule=None, start_date=datetime(2026, 1, 1, tzinfo=UTC), params={"date": Param(type="string")}) as dag:

    @task(outlets=[DAYS])
    def complete() -> None:
        context: Any = get_current_context()
        context["outlet_events"][DAYS].add_partitions(context["params"]["date"])

    complete()

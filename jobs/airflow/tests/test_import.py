"""What Airflow sees before anything runs."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from deployment import PROJECT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from airflow.sdk import DAG

DAGS = ("appmetrica_export", "appmetrica_export_kubernetes", "appmetrica_export_yarn")
VARIABLE = {
    "jar": "s3a://artifacts/appmetrica-export.jar",
    "config": "/opt/appmetrica-export/production.conf",
    "source_path": "s3a://lake/offline_events/dt={date}",
    "work_path": "s3a://lake/_appmetrica_export",
    "image": "registry.example/appmetrica-export:0.1.0",
    "pod_templates": "/opt/appmetrica-export/kubernetes",
}
CONFIG_ON_DRIVER = {"appmetrica_export_yarn": lambda config: config.rsplit("/", 1)[-1]}
MASTERS = {
    "appmetrica_export": {"conn_type": "spark", "host": "spark://master:7077"},
    "appmetrica_export_yarn": {
        "conn_type": "spark",
        "host": "yarn",
        "extra": {"queue": "nightly", "yarn_resourcemanager_webapp_address": "http://rm:8088"},
    },
    "appmetrica_export_kubernetes": {"conn_type": "spark", "host": "k8s://https://cluster:6443", "extra": {"namespace": "exports"}},
}


@pytest.fixture(scope="module")
def dags(airflow: Path) -> dict[str, DAG]:
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(PROJECT / "jobs" / "airflow" / "dags")
    assert bag.import_errors == {}
    return bag.dags


def test_every_dag_is_found_and_nothing_else(dags: dict[str, DAG]) -> None:
    assert sorted(dags) == sorted(DAGS)


@pytest.mark.parametrize("dag_id", DAGS)
def test_a_dag_tells_who_owns_it_and_what_to_do(dags: dict[str, DAG], dag_id: str) -> None:
    dag = dags[dag_id]

    assert dag.tags == {"appmetrica", "export", "spark"}
    assert dag.description
    assert {task.owner for task in dag.tasks} == {"data-platform"}
    assert all(task.doc_md for task in dag.tasks)
    for word in (dag_id, "appmetrica_post_api", "resolve", "backfill", "source_path", "appmetrica_alerts"):
        assert word in dag.doc_md
    assert "{" not in dag.doc_md.replace('{"text": …}', "")


@pytest.mark.parametrize("dag_id", DAGS)
def test_runs_do_not_overlap_and_uploads_share_the_pool(dags: dict[str, DAG], dag_id: str) -> None:
    dag = dags[dag_id]
    export = dag.get_task("export")

    assert dag.max_active_runs == 1
    assert not dag.catchup
    assert export.pool == "appmetrica_post_api"
    assert export.durable is True
    assert dag.get_task("wait_for_data").pool == "default_pool"
    assert dag.get_task("wait_for_data").mode == "reschedule"


@pytest.mark.parametrize("dag_id", DAGS)
def test_the_data_interval_is_the_whole_of_yesterday(dags: dict[str, DAG], dag_id: str) -> None:
    from airflow.serialization.encoders import coerce_to_core_timetable
    from airflow.timetables.base import TimeRestriction

    timetable = coerce_to_core_timetable(dags[dag_id].timetable)
    midnight = datetime(2026, 11, 24, tzinfo=UTC)

    by_hand = timetable.infer_manual_data_interval(run_after=midnight + timedelta(hours=9))
    scheduled = timetable.next_dagrun_info_v2(
        last_dagrun_info=None,
        restriction=TimeRestriction(earliest=midnight - timedelta(days=1), latest=None, catchup=True),
    )

    assert (by_hand.start, by_hand.end) == (midnight - timedelta(days=1), midnight)
    assert (scheduled.data_interval.start, scheduled.data_interval.end) == (midnight - timedelta(days=1), midnight)
    assert scheduled.run_after == midnight


@pytest.mark.parametrize(
    ("name", "value"), [("date", "yesterday"), ("date", "2026-11-31"), ("date", 20261122), ("dry_run", "maybe"), ("config", "")]
)
def test_a_param_that_makes_no_sense_is_refused(dags: dict[str, DAG], name: str, value: Any) -> None:
    from airflow.sdk.exceptions import ParamValidationError

    with pytest.raises(ParamValidationError):
        dags["appmetrica_export"].params.get_param(name).resolve(value)


@pytest.mark.parametrize("dag_id", DAGS)
def test_the_rendered_command_is_what_an_operator_would_type(dags: dict[str, DAG], dag_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    command = rendered_command(dags[dag_id], monkeypatch)

    golden = Path(__file__).with_name("commands") / f"{dag_id}.txt"
    assert "\n".join(command) + "\n" == golden.read_text()


def test_pods_are_as_safe_as_with_the_jobs_own_script(dags: dict[str, DAG], monkeypatch: pytest.MonkeyPatch) -> None:
    lines = (PROJECT / "conf" / "spark-defaults-kubernetes.conf").read_text().splitlines()
    settings = dict(line.split(maxsplit=1) for line in lines if line and not line.startswith("#"))
    prefixes = ("spark.authenticate", "spark.network.crypto.", "spark.kubernetes.authenticate.")
    safe = {f"{key}={value}" for key, value in settings.items() if key.startswith(prefixes)}

    command = rendered_command(dags["appmetrica_export_kubernetes"], monkeypatch)

    assert len(safe) > 4
    assert safe <= set(command)


class PulledPlan:
    """A task instance, as far as templates ask one: the XCom of the task check."""

    def __init__(self, plan: Mapping[str, Any]) -> None:
        self._plan = plan

    def xcom_pull(self, task_ids: str, key: str = "return_value", **_: Any) -> Any:
        assert task_ids == "check"
        return self._plan if key == "return_value" else self._plan[key]


def rendered_command(dag: DAG, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Airflow's own rendering, the provider's own hook."""
    from airflow.sdk.execution_time.context import VariableAccessor

    from appmetrica.plan import plan_run
    from appmetrica.settings import Settings

    monkeypatch.setenv("AIRFLOW_VAR_APPMETRICA_EXPORT", json.dumps(VARIABLE))
    monkeypatch.setenv("AIRFLOW_CONN_APPMETRICA_SPARK", json.dumps(MASTERS[dag.dag_id]))
    now = datetime(2026, 11, 24, 3, tzinfo=UTC)
    params = {"date": "2026-11-22", "dry_run": True, "config": None}
    config_on_driver = CONFIG_ON_DRIVER.get(dag.dag_id, str)
    plan = plan_run(Settings.of(VARIABLE), params, None, now, now, config_on_driver)
    export = dag.get_task("export")
    export.render_template_fields({"ti": PulledPlan(plan), "var": {"json": VariableAccessor(deserialize_json=True)}})
    return export._get_hook()._build_spark_submit_command(export.application)

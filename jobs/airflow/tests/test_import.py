"""What Airflow sees before anything runs."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from deployment import PROJECT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from airflow.sdk import DAG

CLUSTERS = ("", "_kubernetes", "_yarn")
DAGS = tuple(f"appmetrica_export{cluster}" for cluster in CLUSTERS)
RECONCILIATIONS = tuple(f"appmetrica_reconcile{cluster}" for cluster in CLUSTERS)
VARIABLE = {
    "jar": "s3a://artifacts/appmetrica-export.jar",
    "config": "/opt/appmetrica-export/production.conf",
    "source_path": "s3a://lake/offline_events/dt={date}",
    "work_path": "s3a://lake/_appmetrica_export",
    "image": "registry.example/appmetrica-export:0.1.0",
    "pod_templates": "/opt/appmetrica-export/kubernetes",
}
CONFIG_ON_DRIVER = {"_yarn": lambda config: config.rsplit("/", 1)[-1]}
MASTERS = {
    "": {"conn_type": "spark", "host": "spark://master:7077"},
    "_yarn": {
        "conn_type": "spark",
        "host": "yarn",
        "extra": {"queue": "nightly", "yarn_resourcemanager_webapp_address": "http://rm:8088"},
    },
    "_kubernetes": {"conn_type": "spark", "host": "k8s://https://cluster:6443", "extra": {"namespace": "exports"}},
}


@pytest.fixture(scope="module")
def dags(airflow: Path) -> dict[str, DAG]:
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(PROJECT / "jobs" / "airflow" / "dags")
    assert bag.import_errors == {}
    return bag.dags


def test_every_dag_is_found_and_nothing_else(dags: dict[str, DAG]) -> None:
    assert sorted(dags) == sorted(DAGS + RECONCILIATIONS)


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


@pytest.mark.parametrize("dag_id", RECONCILIATIONS)
def test_a_reconciliation_tells_who_owns_it_and_what_to_do(dags: dict[str, DAG], dag_id: str) -> None:
    dag = dags[dag_id]

    assert dag.tags == {"appmetrica", "reconcile", "spark"}
    assert dag.description
    assert {task.owner for task in dag.tasks} == {"data-platform"}
    assert all(task.doc_md for task in dag.tasks)
    for word in (dag_id, "visibility", "resolve", "work_path", "appmetrica_alerts", "never in Airflow", "token-source"):
        assert word in dag.doc_md
    assert [task.task_id for task in dag.topological_sort()] == ["check", "reconcile", "audit_unsent"]


@pytest.mark.parametrize("dag_id", RECONCILIATIONS)
def test_one_day_at_a_time_asks_and_none_holds_up_an_export(dags: dict[str, DAG], dag_id: str) -> None:
    reconcile = dags[dag_id].get_task("reconcile")

    assert not dags[dag_id].catchup
    assert reconcile.max_active_tis_per_dag == 1
    assert reconcile.pool == "default_pool"
    assert reconcile.durable is True


@pytest.mark.parametrize("dag_id", RECONCILIATIONS)
def test_a_day_is_reconciled_thirty_hours_after_its_end(dags: dict[str, DAG], dag_id: str) -> None:
    from airflow.serialization.encoders import coerce_to_core_timetable
    from airflow.timetables.base import TimeRestriction

    from appmetrica.plan import plan_reconciliation
    from appmetrica.settings import Settings

    timetable = coerce_to_core_timetable(dags[dag_id].timetable)
    run_after = datetime(2026, 11, 22, 0, tzinfo=UTC) + timedelta(days=1, hours=30)
    scheduled = timetable.next_dagrun_info_v2(
        last_dagrun_info=None,
        restriction=TimeRestriction(earliest=run_after - timedelta(days=1), latest=None, catchup=True),
    )
    by_hand = timetable.infer_manual_data_interval(run_after=run_after + timedelta(hours=3))

    assert scheduled.run_after == run_after
    for interval in (scheduled.data_interval, by_hand):
        plan = plan_reconciliation(Settings.of(VARIABLE), {"date": None, "config": None}, interval.start, run_after, run_after, str)
        assert plan["day"] == "2026-11-22"


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


@pytest.mark.parametrize("dag_id", DAGS)
def test_the_lakes_asset_begins_a_run_in_place_of_the_clock_where_it_is_set(
    airflow: Path, dag_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from airflow.dag_processing.dagbag import DagBag
    from airflow.serialization.encoders import coerce_to_core_timetable
    from airflow.timetables.simple import PartitionedAssetTimetable

    chosen = {"lake_asset": "offline_events", "lake_key_format": "%Y-%m-%dT%H:%M:%S"}
    monkeypatch.setenv("AIRFLOW_VAR_APPMETRICA_EXPORT", json.dumps(VARIABLE | chosen))

    bag = DagBag(PROJECT / "jobs" / "airflow" / "dags" / f"{dag_id}.py")

    assert bag.import_errors == {}
    timetable = coerce_to_core_timetable(bag.dags[dag_id].timetable)
    assert isinstance(timetable, PartitionedAssetTimetable)
    assert [reference.name for reference in timetable.asset_condition.iter_asset_refs()] == ["offline_events"]
    assert timetable.get_partition_mapper(name="offline_events").to_downstream("2026-11-22T00:00:00") == "2026-11-22"


def test_an_asset_that_is_none_is_told_where_dags_are_read(airflow: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from airflow.dag_processing.dagbag import DagBag

    monkeypatch.setenv("AIRFLOW_VAR_APPMETRICA_EXPORT", json.dumps(VARIABLE | {"lake_asset": 5}))

    bag = DagBag(PROJECT / "jobs" / "airflow" / "dags" / "appmetrica_export.py")

    (error,) = bag.import_errors.values()
    assert "the Variable appmetrica_export is wrong: lake_asset = 5: must be a text" in error


@pytest.mark.parametrize(
    ("name", "value"), [("date", "yesterday"), ("date", "2026-11-31"), ("date", 20261122), ("dry_run", "maybe"), ("config", "")]
)
def test_a_param_that_makes_no_sense_is_refused(dags: dict[str, DAG], name: str, value: Any) -> None:
    from airflow.sdk.exceptions import ParamValidationError

    with pytest.raises(ParamValidationError):
        dags["appmetrica_export"].params.get_param(name).resolve(value)


@pytest.mark.parametrize("dag_id", DAGS + RECONCILIATIONS)
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

    from appmetrica.plan import plan_reconciliation, plan_run
    from appmetrica.settings import Settings

    command, cluster = re.fullmatch("appmetrica_(export|reconcile)(.*)", dag.dag_id).groups()
    monkeypatch.setenv("AIRFLOW_VAR_APPMETRICA_EXPORT", json.dumps(VARIABLE))
    monkeypatch.setenv("AIRFLOW_CONN_APPMETRICA_SPARK", json.dumps(MASTERS[cluster]))
    now = datetime(2026, 11, 24, 3, tzinfo=UTC)
    params = {"date": "2026-11-22", "dry_run": True, "config": None}
    config_on_driver = CONFIG_ON_DRIVER.get(cluster, str)
    make = plan_run if command == "export" else plan_reconciliation
    plan = make(Settings.of(VARIABLE), params, None, now, now, config_on_driver)
    task = dag.get_task(command)
    task.render_template_fields({"ti": PulledPlan(plan), "var": {"json": VariableAccessor(deserialize_json=True)}})
    return task._get_hook()._build_spark_submit_command(task.application)

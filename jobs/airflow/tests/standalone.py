"""A whole Airflow on this machine: scheduler, DAG processor, triggerer and API server, each a process of its own."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sqlite3
import subprocess
import urllib.request
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from deployment import PROJECT, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Standalone:
    """``airflow standalone``, asked by its command line and its database."""

    def __init__(self, home: Path, environment: dict[str, str], port: int) -> None:
        self.home = home
        self._port = port
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when its API server answers: a task that the scheduler begins before fails."""
        with (self.home / "standalone.log").open("w") as log:
            self._process = subprocess.Popen(
                ["airflow", "standalone"], env=self._environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
        wait_for("the API server", self._answers, 600)

    def _answers(self) -> bool:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{self._port}/api/v2/version", timeout=60):
            return True
        return False

    def end(self) -> None:
        if self._process:
            _end(self._process)

    def command(self, *words: str) -> str:
        """What it printed.

        SQLite turns a transaction away that read before another wrote, however long it would wait, and undoes it: such a
        command is given again. One of several transactions, such as a backfill's, is for the time before the start.
        """
        for _ in range(10):
            done = subprocess.run(["airflow", *words], env=self._environment, capture_output=True, text=True, timeout=300)
            if "database is locked" not in done.stderr or not self._process:
                break
        assert done.returncode == 0, f"airflow {' '.join(words)} ended with {done.returncode}: {done.stdout}{done.stderr}"
        return done.stdout

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with (
            contextlib.suppress(sqlite3.OperationalError),
            closing(sqlite3.connect(f"file:{self.home}/airflow.db?mode=ro", uri=True)) as database,
        ):
            return database.execute(query, values).fetchall()
        return []  # the tables are being made, or locked for a moment

    def dags(self) -> set[str]:
        return {dag_id for (dag_id,) in self.rows("SELECT dag_id FROM serialized_dag")}

    def ended_runs(self, dag_id: str) -> list[str]:
        return [state for (state,) in self.rows("SELECT state FROM dag_run WHERE dag_id = ? AND end_date IS NOT NULL", dag_id)]

    def asset_events(self, name: str) -> list[tuple[str | None, dict[str, Any]]]:
        """Of one asset, in their order: partition and what else was said."""
        events = self.rows(
            "SELECT partition_key, e.extra FROM asset_event e JOIN asset a ON a.id = e.asset_id WHERE a.name = ? ORDER BY e.id", name
        )
        return [(key, json.loads(extra)) for key, extra in events]


@contextmanager
def airflow_of_its_own(home: Path, environment: dict[str, str]) -> Iterator[Standalone]:
    """With a home of its own, both DAG folders, ports that nobody has, and a database with the DAGs; ends all its processes."""
    home.mkdir()
    database = home / "airflow.db"
    with closing(sqlite3.connect(database)) as made:
        made.execute("PRAGMA journal_mode=WAL")  # the file keeps it: who reads and who writes do not wait for each other
    api, worker_logs, trigger_logs = _free_ports(3)
    folders = {"dags": PROJECT / "jobs/airflow/dags", "tests": PROJECT / "jobs/airflow/tests/dags"}
    bundles = [
        {"name": name, "classpath": "airflow.dag_processing.bundles.local.LocalDagBundle", "kwargs": {"path": str(path)}}
        for name, path in folders.items()
    ]
    whole = os.environ | environment | {
        "AIRFLOW_HOME": str(home),
        # Five processes write, and one is turned away after five seconds unless it is told to wait longer.
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{database}?timeout=120",
        "AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST": json.dumps(bundles),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "true",
        "AIRFLOW__CORE__PARALLELISM": "2",
        "AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT": "180",
        "AIRFLOW__DAG_PROCESSOR__DAG_FILE_PROCESSOR_TIMEOUT": "300",
        # On a busy machine the API server takes its time, and a task whose first request is not answered has failed.
        "AIRFLOW__WORKERS__EXECUTION_API_TIMEOUT": "60",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{api}/execution/",
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(api),
        "AIRFLOW__API__BASE_URL": f"http://127.0.0.1:{api}",
        "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(worker_logs),
        "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(trigger_logs),
    }  # fmt: skip
    airflow = Standalone(home, whole, api)
    airflow.command("db", "migrate")
    airflow.command("dags", "reserialize")
    try:
        yield airflow
    finally:
        airflow.end()


def _end(process: subprocess.Popen[bytes]) -> None:
    """The process and all of its group, which it began."""
    os.killpg(process.pid, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(30)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    wait_for("Airflow's processes to end", lambda: not _group_exists(process.pid), 60)


def _group_exists(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [opened.getsockname()[1] for opened in sockets]

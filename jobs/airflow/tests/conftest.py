"""A real Airflow of its own for the tests, below target/; set up before anything imports Airflow."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from deployment import PROJECT, ROWS, Deployment, run_job
from webhook import Webhook, listening_webhook

if TYPE_CHECKING:
    from collections.abc import Iterator

HOME = PROJECT / "target" / "airflow-tests"
shutil.rmtree(HOME, ignore_errors=True)
HOME.mkdir(parents=True)
os.environ |= {
    "AIRFLOW_HOME": str(HOME),
    "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "jobs" / "airflow" / "dags"),
    "AIRFLOW__CORE__LOAD_EXAMPLES": "false",
    "AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT": "180",
    "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{HOME}/airflow.db",
    "PYTHONPATH": str(PROJECT / "jobs" / "airflow" / "dags"),
    "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
}

TODAY = datetime.now(UTC).date()
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture(scope="session")
def airflow() -> Path:
    """The home of an Airflow whose database is there."""
    subprocess.run(["airflow", "db", "migrate"], check=True, capture_output=True, timeout=300)
    return HOME


@pytest.fixture(scope="session")
def sample_day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A day of events that the job itself invented, yesterday's."""
    folder = tmp_path_factory.mktemp("sample") / "day"
    run_job("sample-data", "--out", str(folder), "--date", str(YESTERDAY), "--rows", str(ROWS))
    return folder


@pytest.fixture
def deployment(tmp_path: Path, sample_day: Path) -> Deployment:
    return Deployment(tmp_path, sample_day)


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    with listening_webhook() as webhook:
        yield webhook


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def yesterday() -> date:
    return YESTERDAY

"""One deployment on this machine: a lake, the sandbox in place of the API, the project's jar and its Spark."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

PROJECT = Path(__file__).resolve().parents[3]
SPARK = PROJECT / "target" / "spark"
KEY = "an-invented-key-that-nobody-may-see"
TOKEN = "an-invented-token-that-nobody-may-see"
APPLICATIONS = ("1111", "2222", "3333")
ROWS = 300


def jar() -> Path:
    (found,) = (PROJECT / "target").glob("appmetrica-export-[0-9]*.jar")
    return found


def run_job(*arguments: str) -> None:
    """A command of the job outside Airflow."""
    subprocess.run([PROJECT / "jobs" / "submit.sh", *arguments], check=True, capture_output=True, text=True, timeout=300)


class Deployment:
    """What Airflow is told of one lake; its folder holds everything that the job reads and writes."""

    def __init__(self, folder: Path, sample_day: Path) -> None:
        self.folder = folder
        self._sample_day = sample_day
        self.config = folder / "job.conf"

    def has_day(self, day: date) -> Path:
        """The sample day, as if it were that day's; the API minds the events' age alone."""
        return Path(shutil.copytree(self._sample_day, self.day(day)))

    def day(self, day: date) -> Path:
        return self.folder / "lake" / "offline_events" / f"dt={day}"

    def configure(self, base_url: str, *lines: str) -> None:
        mapping = (PROJECT / "conf" / "quickstart.conf").read_text()
        places = [f'api.base-url = "{base_url}"', f'results.path = "{self.folder}/results"']
        self.config.write_text("\n".join([mapping, *places, *lines]))

    @property
    def variable(self) -> dict[str, Any]:
        return {
            "jar": str(jar()),
            "config": str(self.config),
            "source_path": f"file://{self.folder}/lake/offline_events/dt={{date}}",
            "work_path": f"file://{self.folder}/work",
            "job_name": "tested",
        }

    def environment(self, alerts: str) -> dict[str, str]:
        """For Airflow's processes; the keys are the worker's, as the job wants them."""
        return {
            "AIRFLOW_VAR_APPMETRICA_EXPORT": json.dumps(self.variable),
            "AIRFLOW_CONN_APPMETRICA_SPARK": json.dumps({"conn_type": "spark", "host": "local[2]"}),
            "AIRFLOW_CONN_APPMETRICA_ALERTS": json.dumps({"conn_type": "http", "host": alerts}),
            "PATH": f"{SPARK / 'bin'}:{os.environ['PATH']}",
            "SPARK_LOCAL_IP": "127.0.0.1",
            # conf/quickstart.conf wants them; the deployment's own file has the last word.
            "QUICKSTART": f"file://{self.folder}",
            "SANDBOX_URL": "http://127.0.0.1:9",
            "APPMETRICA_LOGS_API_TOKEN": TOKEN,
        } | {f"APPMETRICA_POST_API_KEY_{application}": KEY for application in APPLICATIONS}

    def summary(self, day: date) -> dict[str, Any]:
        return json.loads((self.folder / "work" / "tested" / f"date={day}" / "run=1" / "summary.json").read_text())


class FakeReconcile:
    """
    A spark-submit that plays the command reconcile and passes every other on to the real one.

    It ends with one code after another and keeps what it was given: its arguments, what the processes of the machine show of
    themselves, and whether the token is in its environment.
    """

    def __init__(self, folder: Path, *codes: int) -> None:
        self.folder = folder
        folder.mkdir()
        (folder / "codes").write_text("".join(f"{code}\n" for code in codes))
        script = folder / "spark-submit"
        script.write_text(f"""#!/usr/bin/env bash
case " $* " in *" reconcile "*) ;; *) exec "{SPARK}/bin/spark-submit" "$@" ;; esac
cd "{folder}"
echo "$*" >>submissions
for shown in /proc/[0-9]*/cmdline; do tr '\\0' ' ' <"$shown"; echo; done >>processes 2>/dev/null
[ "$APPMETRICA_LOGS_API_TOKEN" = "{TOKEN}" ] && echo yes >>told
code=$(head -n 1 codes)
sed -i 1d codes
echo "exit $code: what reconcile says last, {{{{ braces }}}} included"
exit "$code"
""")
        script.chmod(0o755)

    @property
    def path(self) -> str:
        """With it first."""
        return f"{self.folder}:{SPARK / 'bin'}:{os.environ['PATH']}"

    def submissions(self) -> list[str]:
        """The command line of each."""
        kept = self.folder / "submissions"
        return kept.read_text().splitlines() if kept.exists() else []

    def assert_token_is_told_to_the_environment_alone(self) -> None:
        assert (self.folder / "told").read_text().splitlines() == ["yes"] * len(self.submissions())
        assert "reconcile" in (self.folder / "processes").read_text()
        for file in ("submissions", "processes"):
            assert TOKEN not in (self.folder / file).read_text()


class Sandbox:
    """The Post API of this machine."""

    def __init__(self, url: str, ledger: Path) -> None:
        self.url = url
        self._ledger = ledger

    def counts(self) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.url}/counts", timeout=30) as answer:
            return json.load(answer)


@contextmanager
def running_sandbox(folder: Path, *faults: str) -> Iterator[Sandbox]:
    folder.mkdir(parents=True)
    keys, port = folder / "keys", folder / "port"
    keys.write_text("".join(f"{application}={KEY}\n" for application in APPLICATIONS))
    command = ["java", "-Xmx256m", "-cp", f"{jar()}:{SPARK}/jars/*", "io.github.appmetricaexport.cli.Main", "sandbox", "--port", "0"]
    command += ["--port-file", str(port), "--key-file", str(keys), "--ledger", str(folder / "ledger")]
    command += [f"--fault={fault}" for fault in faults]
    with (folder / "log").open("w") as log, subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT) as process:
        try:
            wait_for("the sandbox to listen", lambda: port.exists() and port.read_text().strip(), 120)
            yield Sandbox(f"http://127.0.0.1:{port.read_text().strip()}", folder / "ledger")
        finally:
            process.terminate()


def wait_for(what: str, condition: Any, seconds: float) -> Any:
    """Polls, since other processes are waited for; gives what the condition gave."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > end:
            raise TimeoutError(f"waited {seconds} s for {what}")
        time.sleep(0.5)
    return found

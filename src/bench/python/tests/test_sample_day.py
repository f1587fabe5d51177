"""The checks in SQL against the export itself: both refuse as many rows of the sample day, which makes every kind of mistake.

Needs what ./mvnw package leaves in target/.
"""

import datetime
import json
import os
import subprocess
from pathlib import Path

import duckdb

from duckdb_checked import refused
from field_checks import Limits
from machine import ROOT, instant

ROWS = 8_000
GATE_REFUSED = 4
# conf/quickstart.conf, in DuckDB's words.
MAPPED = """(
  SELECT application AS application_id, coalesce(login, CAST(user_id AS VARCHAR)) AS profile_id,
         device_hash AS appmetrica_device_id, action AS event_name, epoch_us("at") // 1000000 AS event_timestamp,
         coalesce(raw_params, CAST(to_json(params) AS VARCHAR)) AS event_json, session AS session_type, ios_ifa, google_aid,
         os AS os_name, os_version, manufacturer AS device_manufacturer, model AS device_model, device_type,
         locale AS device_locale, app_version AS app_version_name, package AS app_package_name,
         connection AS connection_type, carrier AS operator_name, mcc, mnc, ip AS device_ipv6
  FROM read_parquet('{lake}/*.parquet'))"""


def submit(work: Path, *arguments: str) -> int:
    environment = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "QUICKSTART": f"file://{work}", "SANDBOX_URL": "http://127.0.0.1:9"}
    keys = {f"APPMETRICA_POST_API_KEY_{application}": "invented" for application in (1111, 2222, 3333)}
    return subprocess.run(["jobs/submit.sh", *arguments], cwd=ROOT, env={**environment, **keys}, check=False).returncode


def test_both_refuse_the_same_number_of_rows(tmp_path: Path) -> None:
    day = (datetime.datetime.now(datetime.UTC).date() - datetime.timedelta(days=1)).isoformat()
    lake = tmp_path / f"lake/offline_events/dt={day}"
    made = submit(tmp_path, "sample-data", f"--out={lake}", f"--date={day}", f"--rows={ROWS}", "--bad-share=0.3")
    assert made == 0
    assert submit(tmp_path, "export", "--config=conf/quickstart.conf", f"--date={day}", "--dry-run") == GATE_REFUSED
    manifest = json.loads((tmp_path / f"work/quickstart/date={day}/run=1/manifest.json").read_text())

    limits = Limits.at(instant(manifest["createdAt"]))

    assert manifest["readRows"] == ROWS
    assert manifest["invalidRows"] > ROWS * 0.25
    assert refused(duckdb.connect(), MAPPED.format(lake=lake), limits) == manifest["invalidRows"]

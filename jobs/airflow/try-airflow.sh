#!/usr/bin/env bash
# Airflow on this machine runs one day green: jobs/airflow/try-airflow.sh FOLDER DAY PORT yes|no, where the last says whether to stay.
# For jobs/airflow/try.sh, which has installed Airflow, made the day and started the sandbox.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
work=$1 day=$2 port=$3 stay=$4
python_environment=$PWD/target/airflow-venv

say() { printf '\n== %s\n' "$*"; }

# It leads a process group of its own, so that what it starts ends with it.
set -m
airflow=''
stop() {
    [ -n "$airflow" ] || return 0
    kill -- "-$airflow" 2>/dev/null || true
    wait "$airflow" 2>/dev/null || true
    for _ in $(seq 50); do kill -0 -- "-$airflow" 2>/dev/null || break; sleep 0.2; done
    kill -KILL -- "-$airflow" 2>/dev/null || true
}
trap stop EXIT
trap 'exit 130' INT TERM

# What a deployment sets: where the DAGs are, spark-submit on the worker's PATH, the Variable, the connections.
export AIRFLOW_HOME=$work/airflow
export AIRFLOW__DATABASE__SQL_ALCHEMY_CONN="sqlite:///$AIRFLOW_HOME/airflow.db?timeout=120" # several processes write to one SQLite
export AIRFLOW__CORE__DAGS_FOLDER=$PWD/jobs/airflow/dags AIRFLOW__CORE__LOAD_EXAMPLES=false
export AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT=180 AIRFLOW__DAG_PROCESSOR__DAG_FILE_PROCESSOR_TIMEOUT=300 # for a small machine
export AIRFLOW__API__HOST=127.0.0.1 AIRFLOW__API__PORT=$port AIRFLOW__API__BASE_URL=http://127.0.0.1:$port
export AIRFLOW__CORE__EXECUTION_API_SERVER_URL=http://127.0.0.1:$port/execution/
export AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS=true # on loopback, for a try
export PATH=$python_environment/bin:$PWD/target/spark/bin:$PATH SPARK_LOCAL_IP=127.0.0.1
jar=$(echo "$PWD"/target/appmetrica-export-[0-9]*.jar)
export AIRFLOW_VAR_APPMETRICA_EXPORT='{
  "jar": "'$jar'",
  "config": "'$PWD'/conf/quickstart.conf",
  "source_path": "file://'$work'/lake/offline_events/dt={date}",
  "work_path": "file://'$work'/work",
  "job_name": "tried"
}'
export AIRFLOW_CONN_APPMETRICA_SPARK='{"conn_type": "spark", "host": "local[2]"}'
export AIRFLOW_CONN_APPMETRICA_ALERTS='{"conn_type": "http", "host": "http://127.0.0.1:9"}' # nobody listens there

say "starting Airflow on http://127.0.0.1:$port, its log is $work/airflow.log"
airflow standalone >"$work/airflow.log" 2>&1 &
airflow=$!

quiet() { airflow "$@" 2>>"$work/commands.log"; }
dag=appmetrica_export
await() { # what, seconds, command...
    local what=$1 end=$((SECONDS + $2))
    shift 2
    until "$@"; do
        kill -0 "$airflow" 2>/dev/null || { tail -n 30 "$work/airflow.log" >&2; exit 1; }
        [ $SECONDS -lt $end ] || { echo "jobs/airflow/try.sh: waited too long for $what, see $work/airflow.log" >&2; exit 1; }
        sleep 2
    done
}
lists_the_dag() { quiet dags list -o plain | grep -q "^$dag "; }
runs() { quiet dags list-runs "$dag" -o plain | grep "^$dag "; }
has_ended() { runs | grep -Eq ' (success|failed) '; }

await "the DAG to be listed" 300 lists_the_dag
quiet dags list
quiet pools set appmetrica_post_api 1 "one upload at a time" >/dev/null
quiet dags unpause -y "$dag" >/dev/null
say "running $dag for $day"
await "the run to end" 900 has_ended

say "what came of it"
run=$(runs | grep -Eo '(scheduled|manual)__[^ ]+' | head -n 1)
quiet tasks states-for-dag-run "$dag" "$run"
cat "$work/work/tried/date=$day"/run=1/summary.json | head -n 12
runs | grep -q ' success ' || { echo "jobs/airflow/try.sh: the run failed, see the logs in $AIRFLOW_HOME/logs" >&2; exit 1; }

if [ "$stay" = yes ]; then
    say "look at it: http://127.0.0.1:$port/dags/$dag   (Ctrl-C stops everything)"
    wait "$airflow"
fi

#!/usr/bin/env bash
# Airflow on this machine, with the DAG, an invented day and the sandbox in place of the API: runs yesterday's export green.
# Needs a JDK 17, a Python from 3.11 to 3.14, and the network to Maven Central and PyPI; leaves nothing behind but target/.
#
#   jobs/airflow/try.sh           runs it, shows what came of it, stops
#   jobs/airflow/try.sh --stay    leaves Airflow's UI running until Ctrl-C
#
# ROWS=N       the size of the day, 20000 if left out
# PORT=N       of Airflow's UI, 8080 if left out
# SKIP_BUILD=1 take the jar and the Spark distribution that are in target/ as they are
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
stay=no
case ${1:-} in
    '') ;;
    --stay) stay=yes ;;
    *) sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
port=${PORT:-8080}
day=$(date -u -d yesterday +%F 2>/dev/null || date -u -v-1d +%F)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
python_environment=$PWD/target/airflow-venv

say() { printf '\n== %s\n' "$*"; }

# Each of them leads a process group of its own, so that what it starts ends with it.
set -m
sandbox=''
airflow=''
stop() {
    for leader in $airflow $sandbox; do kill -- "-$leader" 2>/dev/null || true; done
    for leader in $airflow $sandbox; do
        wait "$leader" 2>/dev/null || true
        for _ in $(seq 50); do kill -0 -- "-$leader" 2>/dev/null || break; sleep 0.2; done
        kill -KILL -- "-$leader" 2>/dev/null || true
    done
}
trap stop EXIT
trap 'exit 130' INT TERM

if [ "${SKIP_BUILD:-0}" != 1 ]; then
    say "building the jar and a Spark distribution in target/"
    ./mvnw -q -DskipTests -Dspotless.check.skip package
fi
say "installing Airflow into target/airflow-venv"
jobs/airflow/install.sh "$python_environment"

work=$PWD/target/airflow-try
rm -rf "$work"
mkdir -p "$work"
say "making a day of ${ROWS:-20000} events for $day, and starting the sandbox"
jobs/submit.sh sample-data --out "$work/lake/offline_events/dt=$day" --date "$day" --rows "${ROWS:-20000}"
for application in 1111 2222 3333; do echo "$application=try-key-of-$application"; done >"$work/keys"
"$java" -Xmx512m -Dlog4j2.configurationFile=conf/log4j2.properties -cp "$(echo target/appmetrica-export-[0-9]*.jar):target/spark/jars/*" \
    io.github.appmetricaexport.cli.Main sandbox \
    --port 0 --port-file "$work/port" --key-file "$work/keys" --ledger "$work/ledger" >"$work/sandbox.log" 2>&1 &
sandbox=$!
for _ in $(seq 150); do
    [ -s "$work/port" ] && break
    kill -0 "$sandbox" 2>/dev/null || { cat "$work/sandbox.log" >&2; exit 1; }
    sleep 0.2
done
[ -s "$work/port" ] || { echo "jobs/airflow/try.sh: the sandbox did not start, see $work/sandbox.log" >&2; exit 1; }

# What a deployment sets: where the DAGs are, spark-submit on the worker's PATH, the Variable, the connections, the keys.
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
QUICKSTART=file://$work SANDBOX_URL=http://127.0.0.1:$(cat "$work/port")
export QUICKSTART SANDBOX_URL
for application in 1111 2222 3333; do export "APPMETRICA_POST_API_KEY_$application=try-key-of-$application"; done

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

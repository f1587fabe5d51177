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

say() { printf '\n== %s\n' "$*"; }

if [ "${SKIP_BUILD:-0}" != 1 ]; then
    say "building the jar and a Spark distribution in target/"
    ./mvnw -q -DskipTests -Dspotless.check.skip package
fi
say "installing Airflow into target/airflow-venv"
jobs/airflow/install.sh target/airflow-venv

work=$PWD/target/airflow-try
rm -rf "$work"
mkdir -p "$work"
say "making a day of ${ROWS:-20000} events for $day, and starting the sandbox"
jobs/submit.sh sample-data --out "$work/lake/offline_events/dt=$day" --date "$day" --rows "${ROWS:-20000}"
exec jobs/with-sandbox "$work" -- jobs/airflow/try-airflow.sh "$work" "$day" "$port" "$stay"

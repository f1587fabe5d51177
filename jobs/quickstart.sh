#!/usr/bin/env bash
# A day of invented events, from Parquet through a Post API on this machine into the results tables.
# Needs a JDK 17 and the network to Maven Central; leaves nothing behind but target/.
#
# ROWS=N             the size of the day, 100000 if left out
# QUICKSTART_DIR=DIR where the day, the outbox and the results go, target/quickstart if left out; what is in it is deleted
# SKIP_BUILD=1       take the jar and the Spark distribution that are in target/ as they are
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
rows=${ROWS:-100000}
work=${QUICKSTART_DIR:-target/quickstart}
day=$(date -u -d yesterday +%F 2>/dev/null || date -u -v-1d +%F)

say() { printf '\n== %s\n' "$*"; }

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
if ! command -v "$java" >/dev/null; then
    echo "jobs/quickstart.sh: no java: install a JDK 17 and set JAVA_HOME to it" >&2
    exit 2
fi

if [ "${SKIP_BUILD:-0}" != 1 ]; then
    say "building the jar and a Spark distribution in target/"
    ./mvnw -q -DskipTests -Dspotless.check.skip package
fi
if [ -n "$(ls -A "$work" 2>/dev/null)" ] && [ ! -e "$work/sandbox.log" ] && [ ! -e "$work/lake" ]; then
    echo "jobs/quickstart.sh: $work holds something that no quick start made: choose another QUICKSTART_DIR" >&2
    exit 2
fi
rm -rf "$work"
mkdir -p "$work"
work=$(cd "$work" && pwd)

sandbox=
stop() { if [ -n "$sandbox" ]; then kill "$sandbox" 2>/dev/null || true; wait "$sandbox" 2>/dev/null || true; fi; }
trap stop EXIT

say "making a day of $rows events for $day, some of them bad"
jobs/submit.sh sample-data --out "$work/lake/offline_events/dt=$day" --date "$day" --rows "$rows"

say "starting the sandbox: a Post API on this machine, with a ledger"
for application in 1111 2222 3333; do echo "$application=quickstart-key-of-$application"; done >"$work/keys"
"$java" -Xmx512m -Dlog4j2.configurationFile=conf/log4j2.properties -cp "$(echo target/appmetrica-export-*.jar):target/spark/jars/*" \
    io.github.appmetricaexport.cli.Main sandbox \
    --port 0 --port-file "$work/port" --key-file "$work/keys" --ledger "$work/ledger" >"$work/sandbox.log" 2>&1 &
sandbox=$!
for _ in $(seq 100); do
    [ -s "$work/port" ] && break
    kill -0 "$sandbox" 2>/dev/null || { cat "$work/sandbox.log" >&2; exit 1; }
    sleep 0.2
done
[ -s "$work/port" ] || { echo "jobs/quickstart.sh: the sandbox did not start, see $work/sandbox.log" >&2; exit 1; }

SANDBOX_URL="http://127.0.0.1:$(cat "$work/port")"
export SANDBOX_URL
export QUICKSTART="file://$work"
export APPMETRICA_POST_API_KEY_1111=quickstart-key-of-1111
export APPMETRICA_POST_API_KEY_2222=quickstart-key-of-2222
export APPMETRICA_POST_API_KEY_3333=quickstart-key-of-3333

say "exporting $day"
jobs/submit.sh export --config conf/quickstart.conf --date "$day"

say "the results tables"
jobs/submit.sh results --config conf/quickstart.conf --date "$day"

say "what the sandbox counted"
if command -v curl >/dev/null; then curl -s "$SANDBOX_URL/counts"; echo; fi

say "exporting $day again: it is finished, nothing is sent"
jobs/submit.sh export --config conf/quickstart.conf --date "$day"

#!/usr/bin/env bash
# Submits appmetrica-export through spark-submit.
set -euo pipefail

usage() {
    cat <<'USAGE'
Usage: jobs/submit.sh [--dry-run] [--json-logs] [SPARK-SUBMIT OPTIONS] COMMAND [ARGUMENTS]

  COMMAND and what follows go to the job:
    export | status | resolve | send-one | results | sandbox | sample-data, each with --help
  What stands before COMMAND goes to spark-submit: --master, --deploy-mode, --conf, --files, ...
  --dry-run before COMMAND prints the spark-submit command and runs nothing.
  --json-logs before COMMAND makes every line of export and resolve, and of Spark, a JSON object.

  Without --master the job runs on this machine, local[*].
  Spark is $SPARK_HOME, or the one that ./mvnw package assembles in target/spark.
  The jar is $APPMETRICA_EXPORT_JAR, or the one in target/.
  Keys are never arguments: set APPMETRICA_POST_API_KEY_<application> in the environment.

Examples:
  jobs/submit.sh export --config conf/quickstart.conf --date 2026-11-22 --dry-run
  jobs/submit.sh --master 'local[4]' --driver-memory 4g export --config my.conf --date 2026-11-22
USAGE
}

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
spark_options=()
print_only=no
json_logs=no
master=no
while [ $# -gt 0 ]; do
    case $1 in
        export | status | resolve | send-one | results | sandbox | sample-data | help) break ;;
        --help | -h) usage; exit 0 ;;
        --dry-run) print_only=yes; shift ;;
        --json-logs) json_logs=yes; shift ;;
        --verbose | -v | --supervise | --*=*)
            case $1 in --master=*) master=yes ;; esac
            spark_options+=("$1"); shift ;;
        -*)
            # Every other option of spark-submit has a value, which may read like a command.
            if [ $# -lt 2 ]; then
                echo "jobs/submit.sh: $1 needs a value" >&2
                exit 2
            fi
            case $1 in
                --master) master=yes ;;
                --driver-memory) SPARK_DRIVER_MEMORY=$2 ;;
            esac
            spark_options+=("$1" "$2"); shift 2 ;;
        *)
            echo "jobs/submit.sh: $1 is not a command" >&2
            usage >&2
            exit 2 ;;
    esac
done
if [ $# -eq 0 ]; then
    echo "jobs/submit.sh: name a command" >&2
    usage >&2
    exit 2
fi
[ "$master" = yes ] || spark_options+=(--master 'local[*]')

jar=${APPMETRICA_EXPORT_JAR:-}
if [ -z "$jar" ]; then
    for candidate in "$project"/target/appmetrica-export-*.jar; do
        [ -f "$candidate" ] && jar=$candidate
    done
fi
if [ -z "$jar" ]; then
    echo "jobs/submit.sh: no jar in target/: run ./mvnw -DskipTests package, or set APPMETRICA_EXPORT_JAR" >&2
    exit 2
fi

logging=("-Dlog4j2.configurationFile=file:$project/conf/log4j2.properties")
json_executors=()
if [ "$json_logs" = yes ]; then
    json=file:$project/conf/log4j2-json.properties
    logging=("-Dlog4j2.configurationFile=$json" -Dappmetrica.log.format=json)
    case " ${spark_options[*]-} " in
        *"-master yarn "* | *"-master=yarn "*) json_executors=(--conf "spark.yarn.dist.files=$json" --conf "spark.executor.extraJavaOptions=-Dlog4j2.configurationFile=log4j2-json.properties") ;;
        *) json_executors=(--conf "spark.executor.extraJavaOptions=-Dlog4j2.configurationFile=$json") ;;
    esac
fi
# As single settings, so that a cluster's own spark-defaults.conf stays in force; what the caller sets comes later and wins.
defaults=(--driver-java-options "${logging[*]}" ${json_executors[@]+"${json_executors[@]}"})
while read -r key value; do
    case $key in '' | '#'*) continue ;; esac
    defaults+=(--conf "$key=$value")
done <"$project/conf/spark-defaults.conf"
application=(--class io.github.appmetricaexport.cli.Main "${defaults[@]}" ${spark_options[@]+"${spark_options[@]}"} "$jar" "$@")

if [ -n "${SPARK_HOME:-}" ] && [ -x "$SPARK_HOME/bin/spark-submit" ]; then
    command=("$SPARK_HOME/bin/spark-submit" "${application[@]}")
else
    # A Spark distribution is a folder with jars/: this is what bin/spark-submit runs.
    export SPARK_HOME=${SPARK_HOME:-$project/target/spark}
    export SPARK_SCALA_VERSION=${SPARK_SCALA_VERSION:-2.12}
    if [ ! -d "$SPARK_HOME/jars" ]; then
        echo "jobs/submit.sh: no Spark in $SPARK_HOME: run ./mvnw -DskipTests package, or set SPARK_HOME" >&2
        exit 2
    fi
    java=${JAVA_HOME:+$JAVA_HOME/bin/}java
    opens=()
    for package in java.lang java.lang.invoke java.lang.reflect java.io java.net java.nio java.util \
        java.util.concurrent java.util.concurrent.atomic jdk.internal.ref sun.nio.ch sun.nio.cs \
        sun.security.action sun.util.calendar; do
        opens+=("--add-opens=java.base/$package=ALL-UNNAMED")
    done
    opens+=("--add-opens=java.security.jgss/sun.security.krb5=ALL-UNNAMED")
    command=("$java" "-Xmx${SPARK_DRIVER_MEMORY:-1g}" -XX:+IgnoreUnrecognizedVMOptions "${opens[@]}" "${logging[@]}"
        -Djdk.reflect.useDirectMethodHandle=false -cp "$SPARK_HOME/jars/*"
        org.apache.spark.deploy.SparkSubmit "${application[@]}")
fi

if [ "$print_only" = yes ]; then
    printf '%q ' "${command[@]}"
    echo
    exit 0
fi
exec "${command[@]}"

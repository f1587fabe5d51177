"""Export and reconciliation, driven from the cluster: Kubernetes, with the image of jobs/kubernetes."""

from __future__ import annotations

from typing import Any

from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator

from appmetrica.pipeline import export_dag
from appmetrica.reconciliation import reconcile_dag

POD_TEMPLATES = "{{ var.json.appmetrica_export.pod_templates }}"
TOKEN_SECRET = "appmetrica-export-logs-api"
TOKEN_FOLDER = "/etc/appmetrica-export/logs-api"


def submit(arguments: dict[str, Any]) -> SparkSubmitOperator:
    return SparkSubmitOperator(
        **arguments
        | {
            "conf": arguments["conf"]
            | {
                "spark.kubernetes.container.image": "{{ var.json.appmetrica_export.image }}",
                "spark.kubernetes.authenticate.driver.serviceAccountName": "appmetrica-export",
                "spark.kubernetes.authenticate.executor.serviceAccountName": "appmetrica-export-executor",
                # With a secret that Spark makes; as in conf/spark-defaults-kubernetes.conf of the project.
                "spark.authenticate": "true",
                "spark.network.crypto.enabled": "true",
                "spark.network.crypto.authEngineVersion": "2",
                "spark.network.crypto.saslFallback": "false",
                # The executors' mounts the keys, a Secret that is named there and known to Kubernetes alone.
                "spark.kubernetes.driver.podTemplateFile": f"{POD_TEMPLATES}/driver-pod-template.yaml",
                "spark.kubernetes.executor.podTemplateFile": f"{POD_TEMPLATES}/executor-pod-template.yaml",
            },
        },
        deploy_mode="cluster",
        # spark-submit ends once the driver's pod is there; the worker watches the pod, and after a crash finds it again.
        track_driver_via_k8s_api=True,
        status_poll_interval=30,
    )


def submit_with_token(arguments: dict[str, Any]) -> SparkSubmitOperator:
    """Names the Secret; what is in it is known to Kubernetes alone."""
    return submit(arguments | {"conf": arguments["conf"] | {f"spark.kubernetes.driver.secrets.{TOKEN_SECRET}": TOKEN_FOLDER}})


dag = export_dag(
    "appmetrica_export_kubernetes",
    description="Sends yesterday's offline events to AppMetrica and audits the books; the driver runs on Kubernetes",
    submit=submit,
    keys="The Secret that the executors' pod template in `pod_templates` mounts, a file per application, named by its number;"
    " `api.key-source = directory` in the job's configuration, which is in the image or a mounted ConfigMap.",
)
reconciliation = reconcile_dag(
    "appmetrica_reconcile_kubernetes",
    description="Asks AppMetrica what became visible of a day and settles what was in doubt; the driver runs on Kubernetes",
    submit=submit_with_token,
    token=f"The Secret `{TOKEN_SECRET}`, its file `logs-api-token`, which is mounted to the driver of this DAG alone; `logs-api"
    f" {{ token-source = directory, token-directory = {TOKEN_FOLDER} }}` in the job's configuration.",
)

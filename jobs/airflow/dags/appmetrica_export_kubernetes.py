"""The daily export, driven from the cluster: Kubernetes, with the image of jobs/kubernetes."""

from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator

from appmetrica.pipeline import export_dag

POD_TEMPLATES = "{{ var.json.appmetrica_export.pod_templates }}"

dag = export_dag(
    "appmetrica_export_kubernetes",
    description="Sends yesterday's offline events to AppMetrica and audits the books; the driver runs on Kubernetes",
    submit=lambda arguments: SparkSubmitOperator(
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
    ),
    keys="The Secret that the executors' pod template in `pod_templates` mounts, a file per application, named by its number;"
    " `api.key-source = directory` in the job's configuration, which is in the image or a mounted ConfigMap.",
)

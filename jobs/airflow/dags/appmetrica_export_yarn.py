"""The daily export, driven from the cluster: YARN in cluster mode."""

from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator

from appmetrica.pipeline import CONFIG, export_dag

dag = export_dag(
    "appmetrica_export_yarn",
    description="Sends yesterday's offline events to AppMetrica and audits the books; the driver runs on YARN",
    submit=lambda arguments: SparkSubmitOperator(
        **arguments
        | {
            # YARN would otherwise run the export a second time by itself; it is for Airflow to decide.
            "conf": arguments["conf"] | {"spark.yarn.maxAppAttempts": "1"},
        },
        deploy_mode="cluster",
        # spark-submit ends once YARN has the application; the worker asks the ResourceManager how it fares, and after a
        # crash finds it again. Needs the connection's yarn_resourcemanager_webapp_address.
        yarn_track_via_rm_api=True,
        status_poll_interval=30,
        files=CONFIG,
    ),
    config_on_driver=lambda config: config.rsplit("/", 1)[-1],
    keys="A Hadoop credential provider: `api.key-source = hadoop` in the job's configuration, and"
    " `spark.hadoop.hadoop.security.credential.provider.path` in the cluster's spark-defaults.conf.",
)

"""The daily export, driven from the worker: on this machine, a standalone cluster, or YARN in client mode."""

from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator

from appmetrica.pipeline import export_dag

dag = export_dag(
    "appmetrica_export",
    description="Sends yesterday's offline events to AppMetrica and audits the books; the driver runs on the worker",
    submit=lambda arguments: SparkSubmitOperator(**arguments, deploy_mode="client"),
    keys="The worker and the executors have them: `APPMETRICA_POST_API_KEY_<application>` in their environment, or"
    " `api.key-source = directory` or `hadoop` in the job's configuration.",
)

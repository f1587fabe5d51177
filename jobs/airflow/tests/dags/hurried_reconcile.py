"""A reconciliation that does not wait between its submissions: for the test with a scheduler."""

from datetime import timedelta

from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator

from appmetrica import reconciliation, retries

retries.DOUBT_WAIT = retries.NOT_READY_WAIT = timedelta(seconds=1)

dag = reconciliation.reconcile_dag(
    "hurried_reconcile", "A reconciliation without patience", submit=lambda arguments: SparkSubmitOperator(**arguments), token=""
)

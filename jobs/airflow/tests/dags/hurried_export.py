"""The export whose deadline has passed before it began: for the test of the alert."""

from datetime import timedelta

from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator

from appmetrica import pipeline

pipeline.DONE_BY = timedelta(seconds=1)

dag = pipeline.export_dag("hurried_export", "An export without time", submit=lambda arguments: SparkSubmitOperator(**arguments), keys="")

"""The way of a day's events as OpenLineage tells it, from the lake to AppMetrica's applications; nothing where it is not installed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMESPACE = "appmetrica"
"""Of AppMetrica's applications."""


def is_told() -> bool:
    """Whether the provider is there, and has somewhere to tell it."""
    try:
        from airflow.providers.openlineage.api import is_openlineage_active
    except ImportError:
        return False
    return is_openlineage_active()


def tell_lineage(ti: Any, day: str, source: str, events_by_application: Mapping[str, int]) -> None:
    """
    To OpenLineage, as what the task reads and writes.

    :param source: the day's Parquet, as the job is told
    :param events_by_application: how many of whose events were accepted
    """
    from airflow.providers.openlineage.api import emit_dataset_lineage
    from openlineage.client.event_v2 import InputDataset, OutputDataset
    from openlineage.client.facet_v2 import base_subset_dataset, output_statistics_output_dataset

    namespace, name = dataset(source, day)
    of_day = base_subset_dataset.LocationSubsetCondition(locations=[source])
    emit_dataset_lineage(
        inputs=[
            InputDataset(
                namespace=namespace,
                name=name,
                inputFacets={"subset": base_subset_dataset.InputSubsetInputDatasetFacet(inputCondition=of_day)},
            )
        ],
        outputs=[
            OutputDataset(
                namespace=NAMESPACE,
                name=f"applications/{application}/events",
                outputFacets={"outputStatistics": output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet(rowCount=events)},
            )
            for application, events in sorted(events_by_application.items())
        ],
        task_instance=ti,
    )


def dataset(source: str, day: str) -> tuple[str, str]:
    """
    Namespace and name of what the day is a part of, the same for each day: the folder above the first that names it.

    As https://openlineage.io/docs/spec/naming has it, so that whoever writes the lake speaks of the same.
    """
    if "/" not in source:
        return "spark", source  # a table: its catalog is known to Spark alone
    before, is_named, _ = source.partition(day)
    parts = urlsplit(before.rpartition("/")[0] if is_named else source)
    path = parts.path.strip("/")
    if parts.scheme in ("", "file"):
        return "file", f"/{path}"
    if parts.scheme == "hdfs":
        return f"hdfs://{parts.netloc}", f"/{path}"
    scheme = "s3" if parts.scheme in ("s3a", "s3n") else parts.scheme
    return f"{scheme}://{parts.netloc}", path or "/"

"""What begins the run of a day: the clock, or the asset of the lake."""

from __future__ import annotations

from airflow.sdk import Asset, CronDataIntervalTimetable, PartitionedAssetTimetable, StartOfDayMapper, Variable

from appmetrica.settings import VARIABLE, LakeAsset


def schedule() -> CronDataIntervalTimetable | PartitionedAssetTimetable:
    """
    Asked whenever the file is read. Raises `appmetrica.settings.SettingsError`, which keeps the schedule that Airflow knows, where the
    asset is set to something that is none; what else is wrong with the Variable is told by the run.
    """
    lake = LakeAsset.of(Variable.get(VARIABLE, default=None, deserialize_json=True))
    if lake:
        # By its name alone: it is for the DAG that updates it to say what else it is.
        return PartitionedAssetTimetable(
            assets=Asset.ref(name=lake.name), default_partition_mapper=StartOfDayMapper(input_format=lake.key_format)
        )
    # Not "0 0 * * *": since Airflow 3 that is an interval without length, and its date is today.
    return CronDataIntervalTimetable("0 0 * * *", timezone="UTC")

package io.github.appmetricaexport.it;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A day of invented events as Parquet, of one application. */
public final class SampleDay {
    private SampleDay() {}

    public static void make(Path lake, String date, int rows) {
        make(lake, date, rows, 0);
    }

    /** @param badShare of the rows, invalid in every way */
    public static void make(Path lake, String date, int rows, double badShare) {
        try (SparkSubmitProcess sample = SparkSubmitProcess.start(
                lake.resolveSibling("sample-data.log"),
                Map.of(),
                List.of(
                        "--master",
                        "local[2]",
                        "--conf",
                        "spark.ui.enabled=false",
                        "sample-data",
                        "--out=" + lake.resolve("dt=" + date),
                        "--date=" + date,
                        "--rows=" + rows,
                        "--bad-share=" + badShare,
                        "--application=" + ExportSetting.APPLICATION))) {
            if (sample.exitCode() != 0) {
                throw new AssertionError(sample.output());
            }
        }
    }
}

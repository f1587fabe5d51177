package io.github.appmetricaexport.it;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A day of invented events as Parquet, all of them valid and of one application. */
final class SampleDay {
    private SampleDay() {}

    static void make(Path lake, String date, int rows) {
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
                        "--bad-share=0",
                        "--application=" + ExportSetting.APPLICATION))) {
            if (sample.exitCode() != 0) {
                throw new AssertionError(sample.output());
            }
        }
    }
}

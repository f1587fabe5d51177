package io.github.appmetricaexport.settle;

import io.github.appmetricaexport.outbox.HadoopSettings;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.PayloadState;
import io.github.appmetricaexport.outbox.Receipt;
import io.github.appmetricaexport.outbox.RunPaths;
import java.time.Instant;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The rows of payloads that the API refused for good, one by one or whole.
 *
 * <p>They are read from the frozen payloads where the rows of the table are written, so that the driver holds none of them.
 * A payload refused for its key or its address is not among them: a later run sends it.
 */
final class ApiRejects {
    private static final int LONGEST_REASON = 200;

    private final SparkSession spark;
    private final RunPaths paths;

    ApiRejects(SparkSession spark, RunPaths paths) {
        this.spark = spark;
        this.paths = paths;
    }

    JavaRDD<Row> rows(List<PayloadHistory> histories, Instant now) {
        List<RefusedPayload> refused = histories.stream()
                .filter(history -> history.state(now) == PayloadState.REJECTED)
                .map(history -> new RefusedPayload(
                        history.payload().payloadId(),
                        history.payload().applicationId(),
                        history.payload().file(),
                        history.payload().sha256(),
                        reason(history.lastReceipt().orElseThrow())))
                .toList();
        HadoopSettings hadoop = new HadoopSettings(spark.sparkContext().hadoopConfiguration());
        int tasks = Math.max(1, Math.min(refused.size(), spark.sparkContext().defaultParallelism()));
        return JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(refused, tasks)
                .flatMap(new RefusedRows(paths, hadoop));
    }

    private static String reason(Receipt receipt) {
        String answer = receipt.result().answer().strip();
        if (answer.isEmpty()) {
            return "status " + receipt.result().status();
        }
        int end = Math.min(answer.length(), LONGEST_REASON);
        return answer.substring(0, Character.isHighSurrogate(answer.charAt(end - 1)) ? end - 1 : end);
    }
}

package io.github.appmetricaexport.it.standalone;

import io.github.appmetricaexport.config.ConfigLoader;
import io.github.appmetricaexport.job.ExportJob;
import io.github.appmetricaexport.job.ExportMode;
import io.github.appmetricaexport.job.ExportRequest;
import io.github.appmetricaexport.runtime.Console;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/** An export in a session of somebody else's making, in which speculation is on: the job's own switches it off. */
final class SpeculatingExport {
    private static final AtomicBoolean HAS_BEGUN = new AtomicBoolean();

    private SpeculatingExport() {}

    /** @param arguments the configuration's file, the date, the master, the folder of the event log */
    public static void main(String[] arguments) throws Exception {
        SparkConf conf = new SparkConf()
                .setAppName("speculating")
                .setMaster(arguments[2])
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.ui.enabled", "false")
                .set("spark.executor.memory", "1g")
                .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
                .set("spark.eventLog.enabled", "true")
                .set("spark.eventLog.dir", Path.of(arguments[3]).toUri().toString())
                .set("spark.speculation", "true")
                .set("spark.speculation.interval", "200ms")
                .set("spark.speculation.quantile", "0.5")
                .set("spark.speculation.multiplier", "1.5");
        SparkSession spark = SparkSession.builder().config(conf).getOrCreate();
        // One planning task stands still where it begins first, until Spark ends it for its second copy.
        spark.udf()
                .register(
                        "slow_at_first",
                        (UDF1<String, String>) value -> {
                            TaskContext task = TaskContext.get();
                            if (task.partitionId() == 0 && task.attemptNumber() == 0 && !HAS_BEGUN.getAndSet(true)) {
                                new CountDownLatch(1).await();
                            }
                            return value;
                        },
                        DataTypes.StringType);
        int exitCode = new ExportJob(
                        spark,
                        ConfigLoader.load(Path.of(arguments[0]), Map.of()),
                        LocalDate.parse(arguments[1]),
                        ExportRequest.to(ExportMode.SEND),
                        new Console(System.out, Clock.systemUTC()),
                        Clock.systemUTC())
                .run()
                .exitCode();
        spark.stop();
        System.exit(exitCode);
    }
}

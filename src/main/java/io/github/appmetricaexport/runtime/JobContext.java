package io.github.appmetricaexport.runtime;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.outbox.DateOutbox;
import io.github.appmetricaexport.outbox.Fence;
import io.github.appmetricaexport.outbox.RunLock;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.time.Sleeper;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * What every step of a job works with.
 *
 * @param date the day of the events
 * @param store of {@code work.path}; closed with the context, which leaves Spark as it is
 */
public record JobContext(
        SparkSession spark, ExportConfig config, LocalDate date, Store store, Clock clock, Console console)
        implements AutoCloseable {
    /** @throws ConfigException when {@code work.path} is of no file system */
    public static JobContext open(
            SparkSession spark, ExportConfig config, LocalDate date, Clock clock, Console console) {
        Store store = FileSystems.openWork(config, spark.sparkContext().hadoopConfiguration());
        return new JobContext(spark, config, date, store, clock, console);
    }

    public Instant now() {
        return clock.instant();
    }

    public void say(String line) {
        console.say(line);
    }

    public SparkContext sparkContext() {
        return spark.sparkContext();
    }

    /** The driver's as it is now, for the executors. */
    public SerializableConfiguration hadoop() {
        return new SerializableConfiguration(new Configuration(sparkContext().hadoopConfiguration()));
    }

    /** All runs of the date. */
    public DateOutbox outbox() {
        return new DateOutbox(store, config, date);
    }

    /**
     * Takes the date's lock, as of {@link RunLock#acquire}, and begins to show life.
     *
     * @param lost is told once, as of {@link RunLock#beat}, when it is lost
     */
    public RunLock lock(Consumer<RuntimeException> lost) {
        RunLock lock = RunLock.acquire(
                new Fence(store, outbox().folder()),
                owner(),
                config.value(ExportOptions.LOCK_TIMEOUT),
                clock,
                Sleeper.THREAD,
                console::say);
        lock.beat(lost);
        return lock;
    }

    /** Who works on the date, for whoever finds its lock held. */
    private String owner() {
        return String.format(
                Locale.ROOT,
                "process %d on %s (Spark application %s)",
                ProcessHandle.current().pid(),
                Optional.ofNullable(System.getenv("HOSTNAME")).orElseGet(HostName::here),
                sparkContext().applicationId());
    }

    @Override
    public void close() {
        store.close();
    }
}

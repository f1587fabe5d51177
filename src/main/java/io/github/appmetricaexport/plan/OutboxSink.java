package io.github.appmetricaexport.plan;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.util.SerializableConfiguration;

/**
 * The outbox as a data source that rows are written to: each row is checked and packed, and the write's commit is the
 * run's manifest.
 *
 * <p>Written with {@code rows.write().format(OutboxSink.class.getName()).option(}{@link PlanSettings#OPTION}{@code , …)
 * .mode("append").save()}.
 */
public final class OutboxSink extends WriteOnlyTable {
    @Override
    public String name() {
        return "outbox";
    }

    @Override
    public WriteBuilder newWriteBuilder(LogicalWriteInfo query) {
        PlanSettings settings = PlanSettings.parse(query.options().get(PlanSettings.OPTION));
        return new OutboxWrite(
                query.schema(),
                settings,
                new SerializableConfiguration(
                        new Configuration(SparkSession.active().sparkContext().hadoopConfiguration())),
                new DayTally(settings.rules().bounds()));
    }
}

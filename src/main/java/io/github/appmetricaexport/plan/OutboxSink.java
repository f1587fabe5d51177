package io.github.appmetricaexport.plan;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.SupportsWrite;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.apache.spark.util.SerializableConfiguration;

/**
 * The outbox as a data source that rows are written to: each row is checked and packed, and the write's commit is the
 * run's manifest.
 *
 * <p>Written with {@code rows.write().format(OutboxSink.class.getName()).option(}{@link PlanSettings#OPTION}{@code , …)
 * .mode("append").save()}. It has nothing to read, and is the one table of itself: what takes the columns of whichever mapping,
 * in one batch.
 */
@SuppressWarnings("deprecation") // Spark 3.5 asks a table for its schema in no other way.
public final class OutboxSink implements TableProvider, SupportsWrite {
    @Override
    public StructType inferSchema(CaseInsensitiveStringMap options) {
        return schema();
    }

    @Override
    public Table getTable(StructType schema, Transform[] partitioning, Map<String, String> options) {
        return this;
    }

    @Override
    public String name() {
        return "outbox";
    }

    @Override
    public StructType schema() {
        return new StructType();
    }

    @Override
    public Set<TableCapability> capabilities() {
        return EnumSet.of(TableCapability.BATCH_WRITE, TableCapability.ACCEPT_ANY_SCHEMA);
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

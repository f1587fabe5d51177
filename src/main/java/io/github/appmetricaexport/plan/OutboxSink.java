package io.github.appmetricaexport.plan;

import java.util.Map;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The outbox as a data source that rows are written to: each row is checked and packed, and the write's commit is the
 * run's manifest.
 *
 * <p>Written with {@code rows.write().format(OutboxSink.class.getName()).option(}{@link PlanSettings#OPTION}{@code , …)
 * .mode("append").save()}. It has nothing to read.
 */
public final class OutboxSink implements TableProvider {
    @Override
    public StructType inferSchema(CaseInsensitiveStringMap options) {
        return new StructType();
    }

    @Override
    public Table getTable(StructType schema, Transform[] partitioning, Map<String, String> options) {
        return new OutboxTable(schema);
    }
}

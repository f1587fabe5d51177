package io.github.appmetricaexport.plan;

import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.Write;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.types.StructType;

/** One planning, with what of it shows in Spark's UI. */
record OutboxWrite(StructType schema, PlanSettings settings) implements WriteBuilder, Write {
    @Override
    public Write build() {
        return this;
    }

    @Override
    public String description() {
        return "outbox " + settings.manifest().identity().runId();
    }

    @Override
    public BatchWrite toBatch() {
        return new OutboxBatch(schema, settings);
    }

    @Override
    public CustomMetric[] supportedCustomMetrics() {
        return PlanMetrics.all();
    }
}

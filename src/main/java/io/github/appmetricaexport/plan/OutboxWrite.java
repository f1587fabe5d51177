package io.github.appmetricaexport.plan;

import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.Write;
import org.apache.spark.sql.types.StructType;

/** One planning, with what of it shows in Spark's UI. */
final class OutboxWrite implements Write {
    private final StructType schema;
    private final PlanSettings settings;

    OutboxWrite(StructType schema, PlanSettings settings) {
        this.schema = schema;
        this.settings = settings;
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

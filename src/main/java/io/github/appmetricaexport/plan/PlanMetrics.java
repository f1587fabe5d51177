package io.github.appmetricaexport.plan;

import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomSumMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;

/** What the query of a planning shows in Spark's UI, each a sum over its tasks. */
public final class PlanMetrics {
    private PlanMetrics() {}

    static CustomMetric[] all() {
        return new CustomMetric[] {new RowsRead(), new RowsInvalid(), new PayloadsFrozen(), new BytesFrozen()};
    }

    /** The values of one task. */
    static CustomTaskMetric[] of(long rows, long invalidRows, long payloads, long bytes) {
        long[] values = {rows, invalidRows, payloads, bytes};
        CustomMetric[] metrics = all();
        CustomTaskMetric[] told = new CustomTaskMetric[values.length];
        for (int i = 0; i < values.length; i++) {
            told[i] = new Value(metrics[i].name(), values[i]);
        }
        return told;
    }

    private record Value(String name, long value) implements CustomTaskMetric {}

    /** Spark makes each by the name of its class, without an argument. */
    private abstract static class Sum extends CustomSumMetric {
        private final String name;
        private final String description;

        Sum(String name, String description) {
            this.name = name;
            this.description = description;
        }

        @Override
        public final String name() {
            return name;
        }

        @Override
        public final String description() {
            return description;
        }
    }

    /** Rows that were looked at. */
    public static final class RowsRead extends Sum {
        public RowsRead() {
            super("rows", "rows checked");
        }
    }

    /** Rows that were refused. */
    public static final class RowsInvalid extends Sum {
        public RowsInvalid() {
            super("invalidRows", "rows invalid");
        }
    }

    /** Payloads that were begun. */
    public static final class PayloadsFrozen extends Sum {
        public PayloadsFrozen() {
            super("payloads", "payloads");
        }
    }

    /** What was written into them. */
    public static final class BytesFrozen extends Sum {
        public BytesFrozen() {
            super("bytes", "bytes of payloads");
        }
    }
}

package io.github.appmetricaexport.plan;

import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomSumMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;

/** What the query of a planning shows in Spark's UI. Spark makes each by its name, without an argument. */
public final class PlanMetrics {
    private PlanMetrics() {}

    static CustomMetric[] all() {
        return new CustomMetric[] {new RowsRead(), new RowsInvalid(), new PayloadsFrozen(), new BytesFrozen()};
    }

    /** The values of one task, in any order. */
    static CustomTaskMetric[] of(long rows, long invalidRows, long payloads, long bytes) {
        return new CustomTaskMetric[] {
            new Value("rows", rows),
            new Value("invalidRows", invalidRows),
            new Value("payloads", payloads),
            new Value("bytes", bytes)
        };
    }

    private record Value(String name, long value) implements CustomTaskMetric {}

    /** Rows that were looked at. */
    public static final class RowsRead extends CustomSumMetric {
        @Override
        public String name() {
            return "rows";
        }

        @Override
        public String description() {
            return "rows checked";
        }
    }

    /** Rows that were refused. */
    public static final class RowsInvalid extends CustomSumMetric {
        @Override
        public String name() {
            return "invalidRows";
        }

        @Override
        public String description() {
            return "rows invalid";
        }
    }

    /** Payloads that were begun. */
    public static final class PayloadsFrozen extends CustomSumMetric {
        @Override
        public String name() {
            return "payloads";
        }

        @Override
        public String description() {
            return "payloads";
        }
    }

    /** Their bytes. */
    public static final class BytesFrozen extends CustomSumMetric {
        @Override
        public String name() {
            return "bytes";
        }

        @Override
        public String description() {
            return "bytes of payloads";
        }
    }
}

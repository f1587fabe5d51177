package io.github.appmetricaexport.plan;

import org.apache.commons.lang3.StringUtils;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomSumMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;

/** What the query of a planning shows in Spark's UI, each a sum over its tasks. */
public final class PlanMetrics {
    private PlanMetrics() {}

    static CustomMetric[] all() {
        return new CustomMetric[] {new Rows(), new InvalidRows(), new SkippedRows(), new Payloads(), new Bytes()};
    }

    /** The values of one task. */
    static CustomTaskMetric[] of(RowCounts rows, long payloads, long bytes) {
        return new CustomTaskMetric[] {
            new Value(new Rows(), rows.read()),
            new Value(new InvalidRows(), rows.invalid()),
            new Value(new SkippedRows(), rows.skipped()),
            new Value(new Payloads(), payloads),
            new Value(new Bytes(), bytes)
        };
    }

    private record Value(CustomMetric metric, long value) implements CustomTaskMetric {
        @Override
        public String name() {
            return metric.name();
        }
    }

    /** Spark makes each by the name of its class, without an argument. */
    private abstract static class Sum extends CustomSumMetric {
        @Override
        public final String name() {
            return StringUtils.uncapitalize(getClass().getSimpleName());
        }
    }

    /** Rows that were looked at. */
    public static final class Rows extends Sum {
        @Override
        public String description() {
            return "rows checked";
        }
    }

    /** Rows that were refused. */
    public static final class InvalidRows extends Sum {
        @Override
        public String description() {
            return "rows invalid";
        }
    }

    /** Rows that the filter did not pick. */
    public static final class SkippedRows extends Sum {
        @Override
        public String description() {
            return "rows skipped";
        }
    }

    /** Payloads that were begun. */
    public static final class Payloads extends Sum {
        @Override
        public String description() {
            return "payloads";
        }
    }

    /** What was written into them. */
    public static final class Bytes extends Sum {
        @Override
        public String description() {
            return "bytes of payloads";
        }
    }
}

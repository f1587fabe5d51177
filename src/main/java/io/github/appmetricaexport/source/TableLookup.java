package io.github.appmetricaexport.source;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.commons.lang3.StringUtils;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Finds a table by its name, in whichever catalog that Spark is configured with, and tells what is wrong where there is none. */
record TableLookup(SparkSession spark, String name) {
    /** Of each Spark tells the files, and what it reads is these files' rows and no others. */
    private static final Set<String> FILES = Set.of("parquet", "orc", "avro", "json", "csv", "text", "hive");

    static final String READ_AGAIN =
            "it was expired or vacuumed meanwhile; run the date again, which reads the table as it is then, and let snapshots live"
                    + " longer than an export takes";

    private static final String DETAILS = "# Detailed Table Information";

    /** @throws SourceException when there is no such table, or when it cannot be read in this session */
    SourceTable find() {
        return orRefusal(() -> {
            Map<String, String> details = details();
            if (details.getOrDefault("type", "").equalsIgnoreCase("VIEW")) {
                throw new SourceException(
                        "source.table: %s is a view, which has no state that could be read twice: name the table behind it, and write its condition into source.filter"
                                .formatted(name));
            }
            // What another job of the session saw of it may be old.
            spark.sql("REFRESH TABLE " + name);
            String format = details.getOrDefault("provider", "").toLowerCase(Locale.ROOT);
            return switch (format) {
                case "iceberg" -> IcebergTable.now(spark, name);
                case "delta" -> DeltaTable.now(spark, name);
                default -> withoutVersions(format);
            };
        });
    }

    private SourceTable withoutVersions(String format) {
        FileTable files = new FileTable(spark, name, format);
        return FILES.contains(format) && hasFiles(files) ? files : new PlainTable(spark, name);
    }

    /** Not where Hive's own reader reads it. */
    private static boolean hasFiles(FileTable table) {
        try {
            table.rows().select(table.file(table.rows()).path());
            return true;
        } catch (Exception unknown) {
            if (unknown instanceof AnalysisException) {
                return false;
            }
            throw unknown;
        }
    }

    private Map<String, String> details() {
        Map<String, String> details = new HashMap<>();
        boolean isBehindColumns = false;
        for (Row row : spark.sql("DESCRIBE TABLE EXTENDED " + name).collectAsList()) {
            isBehindColumns |= row.getString(0).equals(DETAILS);
            if (isBehindColumns) {
                details.put(row.getString(0).toLowerCase(Locale.ROOT), row.getString(1));
            }
        }
        return details;
    }

    /** @throws SourceException in place of whatever else goes wrong */
    <T> T orRefusal(Callable<T> reading) {
        try {
            return reading.call();
        } catch (SourceException told) {
            throw told;
        } catch (Exception | LinkageError failure) {
            throw refusal(failure);
        }
    }

    private SourceException refusal(Throwable failure) {
        String all = String.join("\n", ExceptionUtils.getStackFrames(failure));
        String message = "source.table: " + name + " " + words(failure, all);
        return isAbsent(all) && isOfAKnownCatalog() && hasNamespace()
                ? SourceException.ofNoTable(message, failure)
                : new SourceException(message, failure);
    }

    private static boolean isAbsent(String all) {
        return all.contains("TABLE_OR_VIEW_NOT_FOUND") || all.contains("REQUIRES_SINGLE_PART_NAMESPACE");
    }

    private boolean isOfAKnownCatalog() {
        return StringUtils.countMatches(name, '.') <= 1 || isCatalog(StringUtils.substringBefore(name, "."));
    }

    /** A catalog that is not the one that is meant knows neither. */
    private boolean hasNamespace() {
        try {
            return !name.contains(".") || spark.catalog().databaseExists(StringUtils.substringBeforeLast(name, "."));
        } catch (RuntimeException unknown) {
            return false;
        }
    }

    private String words(Throwable failure, String all) {
        String said = DayListing.oneLine(failure);
        String catalog = StringUtils.substringBefore(name, ".");
        if (failure instanceof LinkageError
                || ExceptionUtils.indexOfType(failure, ClassNotFoundException.class) >= 0
                || ExceptionUtils.indexOfType(failure, LinkageError.class) >= 0
                || all.contains("DATA_SOURCE_NOT_FOUND")) {
            return ("cannot be read with the jars that are there (%s): submit with --packages of the table's format for this Spark"
                            + " (%s), such as org.apache.iceberg:iceberg-spark-runtime-… or io.delta:delta-spark_…")
                    .formatted(said, spark.version());
        }
        if (all.contains("DELTA_CONFIGURE_SPARK_SESSION") || all.contains("PARSE_SYNTAX_ERROR")) {
            return "is a Delta table, and Spark is not configured for it: set spark.sql.extensions ="
                    + " io.delta.sql.DeltaSparkSessionExtension and spark.sql.catalog.spark_catalog ="
                    + " org.apache.spark.sql.delta.catalog.DeltaCatalog with the cluster's other settings";
        }
        if (isAbsent(all) && !isOfAKnownCatalog()) {
            return "is in no catalog that Spark knows: there is no \"" + catalog + "\", set spark.sql.catalog."
                    + catalog + " with the cluster's other settings, or write the table's name as it is in SQL";
        }
        if (isAbsent(all)) {
            return "is not there: check the name"
                    + (isCatalog(catalog) ? " and the settings of the catalog (spark.sql.catalog." + catalog + ")" : "")
                    + ", and the job's rights to it";
        }
        if (all.contains("Cannot find snapshot")
                || all.contains("Cannot time travel")
                || all.contains("FileNotFound")) {
            return "is not any more what it was: the state that was being read is gone (" + said + "): " + READ_AGAIN;
        }
        if (all.contains("Job aborted due to stage failure")) {
            // Its words may hold a row's value.
            return "cannot be counted: Spark cannot go on at a row of it or at a file, as the executors' logs say; if it is"
                    + " source.filter that fails there, write it so that it is NULL for such a row";
        }
        return "cannot be read: " + said;
    }

    private boolean isCatalog(String first) {
        return first.equals("spark_catalog") || spark.conf().contains("spark.sql.catalog." + first);
    }
}

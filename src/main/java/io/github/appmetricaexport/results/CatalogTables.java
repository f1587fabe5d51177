package io.github.appmetricaexport.results;

import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.config.Problem;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;

/**
 * Tables of a catalog that Spark is configured with, partitioned by date and run.
 *
 * <p>A run's rows are replaced by one {@code INSERT OVERWRITE} of its partition, which is one commit in Iceberg and Delta:
 * no reader sees the table without them. Everything is said in Spark's SQL, so that any catalog will do.
 */
final class CatalogTables extends ResultsTables {
    private static final String OPTION = "results.tables";

    private final String namespace;
    private final String format;
    private final List<ResultsTable> written;

    CatalogTables(SparkSession spark, ExportConfig config) {
        super(spark);
        namespace = config.value(ExportOptions.RESULTS_TABLES);
        format = config.value(ExportOptions.RESULTS_TABLE_FORMAT);
        written = Arrays.stream(ResultsTable.values())
                .filter(table -> table != ResultsTable.EVENTS || config.value(ExportOptions.INDEX_EVENTS))
                // Whoever never reconciles never has it.
                .filter(table -> table != ResultsTable.VISIBILITY)
                .toList();
    }

    @Override
    public String option() {
        return OPTION;
    }

    @Override
    public List<Problem> problems() {
        String catalog = namespace.substring(0, namespace.indexOf('.'));
        String setting = "spark.sql.catalog." + catalog;
        if (!catalog.equals("spark_catalog") && !spark.conf().contains(setting)) {
            return List.of(new Problem(
                    OPTION,
                    namespace,
                    "must begin with a catalog that Spark knows: there is no \"" + catalog + "\", set " + setting
                            + " with the cluster's other settings"));
        }
        List<Problem> problems = new ArrayList<>();
        for (ResultsTable table : written) {
            if (exists(table)) {
                new TableFit(table, place(table.label()), columns(table), partition(table))
                        .misfits()
                        .forEach(remedy -> problems.add(new Problem(OPTION, namespace, remedy)));
            }
        }
        return problems;
    }

    /** Whether they can be written, no catalog tells. */
    @Override
    public Look look() {
        List<Problem> problems = problems();
        return new Look(
                problems.isEmpty()
                        ? written.stream()
                                .filter(this::exists)
                                .map(ResultsTable::label)
                                .toList()
                        : List.of(),
                problems);
    }

    @Override
    public void prepare() {
        if (!spark.catalog().databaseExists(namespace)) {
            spark.sql("CREATE NAMESPACE IF NOT EXISTS " + namespace);
        }
        written.forEach(this::prepare);
    }

    private void prepare(ResultsTable table) {
        if (exists(table)) {
            addMissingColumns(table);
        } else {
            create(table);
        }
    }

    private void create(ResultsTable table) {
        spark.sql("CREATE TABLE IF NOT EXISTS " + place(table.label()) + " ("
                + table.schema().toDDL() + ")"
                + (format.isEmpty() ? "" : " USING " + format)
                + " PARTITIONED BY (" + String.join(", ", ResultsTable.PARTITION.fieldNames()) + ")"
                + " COMMENT '" + table.sentence() + "'");
    }

    private void addMissingColumns(ResultsTable table) {
        List<String> present = columns(table).stream()
                .map(field -> field.name().toLowerCase(Locale.ROOT))
                .toList();
        String missing = Arrays.stream(table.columns().fields())
                .filter(field -> !present.contains(field.name()))
                .map(StructField::toDDL)
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            spark.sql("ALTER TABLE " + place(table.label()) + " ADD COLUMNS (" + missing + ")");
        }
    }

    @Override
    void replace(ResultsTable table, Dataset<Row> rows, LocalDate date, String runId) {
        insert("OVERWRITE", table, rows, date, runId);
    }

    @Override
    void append(ResultsTable table, Dataset<Row> rows, LocalDate date, String runId) {
        prepare(table);
        insert("INTO", table, rows, date, runId);
    }

    private void insert(String how, ResultsTable table, Dataset<Row> rows, LocalDate date, String runId) {
        String view = "appmetrica_export_" + UUID.randomUUID().toString().replace("-", "");
        rows.createOrReplaceTempView(view);
        try {
            spark.sql("INSERT " + how + " " + place(table.label()) + " PARTITION (date = '" + date + "', run_id = '"
                    + runId + "') SELECT " + values(table) + " FROM " + view);
        } catch (Exception e) {
            throw new TablesException("cannot write " + place(table.label()) + ": " + TablesException.words(e), e);
        } finally {
            spark.catalog().dropTempView(view);
        }
    }

    /** By position, since that is what every catalog takes; columns that others added stay empty. */
    private String values(ResultsTable table) {
        List<String> ours = Arrays.asList(table.columns().fieldNames());
        return columns(table).stream()
                .filter(field -> !isPartition(field.name()))
                .map(field -> {
                    String name = field.name().toLowerCase(Locale.ROOT);
                    return ours.contains(name)
                            ? "`" + name + "`"
                            : "CAST(NULL AS " + field.dataType().sql() + ")";
                })
                .collect(Collectors.joining(", "));
    }

    @Override
    void forget(ResultsTable table, LocalDate date, String runId) {
        if (exists(table)) {
            replace(table, spark.createDataFrame(List.of(), table.columns()), date, runId);
        }
    }

    @Override
    public Optional<Dataset<Row>> read(ResultsTable table) {
        return exists(table) ? Optional.of(spark.table(place(table.label()))) : Optional.empty();
    }

    @Override
    Optional<Dataset<Row>> read(ResultsTable table, LocalDate date) {
        return read(table).map(rows -> rows.filter("date = DATE '" + date + "'"));
    }

    @Override
    Optional<Dataset<Row>> read(ResultsTable table, LocalDate from, LocalDate to) {
        return read(table).map(rows -> rows.filter("date BETWEEN DATE '" + from + "' AND DATE '" + to + "'"));
    }

    @Override
    String place(String names) {
        return namespace + "." + names;
    }

    private boolean exists(ResultsTable table) {
        return spark.catalog().databaseExists(namespace) && spark.catalog().tableExists(place(table.label()));
    }

    private List<StructField> columns(ResultsTable table) {
        return Arrays.asList(spark.table(place(table.label())).schema().fields());
    }

    private List<String> partition(ResultsTable table) {
        try {
            return spark
                    .catalog()
                    .listColumns(place(table.label()))
                    .filter("isPartition")
                    .select("name")
                    .collectAsList()
                    .stream()
                    .map(row -> row.getString(0).toLowerCase(Locale.ROOT))
                    .toList();
        } catch (AnalysisException gone) {
            throw new TablesException("cannot read " + place(table.label()) + ": " + TablesException.words(gone), gone);
        }
    }

    private static boolean isPartition(String column) {
        return Arrays.asList(ResultsTable.PARTITION.fieldNames()).contains(column.toLowerCase(Locale.ROOT));
    }
}

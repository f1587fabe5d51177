package io.github.appmetricaexport.trial;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The rows of examples as a source of certain columns would have them.
 *
 * @param file for messages
 */
record ExampleRows(SparkSession spark, Path file, StructType columns) {
    private static final String WRONG = "appmetrica_export_wrong";

    /**
     * The columns that a file gives its rows.
     *
     * @throws ConfigException with every type that Spark does not know
     */
    static StructType columns(Path file, Map<String, String> types) {
        StructType columns = new StructType();
        List<Problem> problems = new ArrayList<>();
        for (Map.Entry<String, String> type : types.entrySet()) {
            try {
                columns = columns.add(
                        type.getKey(),
                        StructType.fromDDL("c " + type.getValue()).fields()[0].dataType());
            } catch (Exception unknown) {
                problems.add(
                        new Problem(
                                file.getFileName() + " types." + type.getKey(),
                                type.getValue(),
                                "must be a type of Spark SQL, such as bigint, string, timestamp, decimal(20,0), struct<level:int>"));
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return columns;
    }

    /**
     * One row per example, in their order.
     *
     * @throws ConfigException with every value that is not of its column's type, and every column that is none
     */
    Dataset<Row> of(List<Example> examples) {
        List<Problem> problems = new ArrayList<>();
        examples.forEach(example -> problems.addAll(strangers(example)));
        List<String> rows =
                examples.stream().map(example -> example.row().toString()).toList();
        Dataset<Row> read = spark.createDataset(rows, Encoders.STRING())
                .coalesce(1)
                .select(each(field -> from_json(
                                col("value"),
                                new StructType(new StructField[] {
                                    new StructField(field.name(), field.dataType(), true, field.metadata()),
                                    new StructField(WRONG, DataTypes.StringType, true, Metadata.empty())
                                }),
                                Map.of("columnNameOfCorruptRecord", WRONG))
                        .as(field.name())));
        List<Row> wrong = read.select(
                        each(field -> quoted(field).getField(WRONG).isNotNull().as(field.name())))
                .collectAsList();
        for (int i = 0; i < wrong.size(); i++) {
            for (StructField field : columns.fields()) {
                if (wrong.get(i).getBoolean(columns.fieldIndex(field.name()))) {
                    problems.add(new Problem(
                            ExamplesFile.place(file, examples.get(i).line()) + " row." + field.name(),
                            examples.get(i).row().get(field.name()).toString(),
                            "must be of the column's type, " + field.dataType().catalogString()));
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return read.select(each(field -> quoted(field).getField(field.name()).as(field.name())));
    }

    private List<Problem> strangers(Example example) {
        List<String> names = List.of(columns.fieldNames());
        List<Problem> problems = new ArrayList<>();
        example.row().fieldNames().forEachRemaining(name -> {
            if (!names.contains(name)) {
                problems.add(new Problem(
                        ExamplesFile.place(file, example.line()) + " row." + name,
                        "",
                        "the source has no such column" + ExamplesFile.nearest(name, names)));
            }
        });
        return problems;
    }

    private interface OfField {
        Column column(StructField field);
    }

    private Column[] each(OfField of) {
        Column[] all = new Column[columns.length()];
        for (int i = 0; i < all.length; i++) {
            all[i] = of.column(columns.fields()[i]);
        }
        return all;
    }

    private static Column quoted(StructField field) {
        return col("`" + field.name().replace("`", "``") + "`");
    }
}

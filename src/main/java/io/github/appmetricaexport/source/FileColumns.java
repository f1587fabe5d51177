package io.github.appmetricaexport.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.execution.datasources.parquet.ParquetToSparkSchemaConverter;
import org.apache.spark.sql.execution.datasources.parquet.SparkToParquetSchemaConverter;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns of a shape as this Spark sees them, each on its own: one that it cannot read spoils no other. */
final class FileColumns {
    /**
     * One of them.
     *
     * @param field its name and its type, which is of no use where there is an obstacle
     * @param obstacle why it cannot be read, and what would help; empty when it can
     */
    record FileColumn(StructField field, String obstacle) {}

    private final SourceTypes types;

    FileColumns(SourceTypes types) {
        this.types = types;
    }

    /** By {@link SourceTypes#key}, in the order of the file. */
    Map<String, FileColumn> of(FileShape shape) {
        Map<String, StructField> inSparksWords = inSparksWords(shape);
        Set<String> variants = VariantColumns.in(shape.spark());
        Map<String, FileColumn> columns = new LinkedHashMap<>();
        for (Type column : shape.parquet().getFields()) {
            String key = types.key(column.getName());
            FileColumn twin = columns.get(key);
            columns.put(
                    key,
                    twin == null
                            ? variants.contains(column.getName())
                                    ? variant(column, inSparksWords.get(column.getName()))
                                    : column(column, shape, inSparksWords.get(column.getName()))
                            : new FileColumn(twin.field(), twins(twin.field().name(), column.getName())));
        }
        return columns;
    }

    /** As Spark says, where it knows the type: whether it would write it as the column is depends on how it marks a VARIANT. */
    private static FileColumn variant(Type column, StructField spark) {
        return spark == null
                ? new FileColumn(field(column.getName(), DataTypes.NullType), VariantColumns.OBSTACLE)
                : new FileColumn(field(column.getName(), nullable(spark.dataType())), "");
    }

    private FileColumn column(Type column, FileShape shape, StructField spark) {
        StructField nameless = field(column.getName(), DataTypes.NullType);
        Optional<String> twins = twinsWithin(column);
        if (twins.isPresent()) {
            return new FileColumn(nameless, twins.get());
        }
        if (shape.obstacles().containsKey(column.getName())) {
            return new FileColumn(nameless, shape.obstacles().get(column.getName()));
        }
        if (column.isPrimitive() && shape.withoutType().contains(column.getName())) {
            return new FileColumn(nameless, "");
        }
        try {
            DataType own = converted(column);
            DataType type = spark != null && isWrittenAs(spark, own)
                    ? nullable(spark.dataType())
                    : withoutValues(own, nullLeaves(column, shape.withoutType()));
            return new FileColumn(field(column.getName(), type), "");
        } catch (Exception unknown) {
            return new FileColumn(nameless, objection(column));
        }
    }

    /** None for a type that Spark wrote and this Spark does not know. */
    private static Map<String, StructField> inSparksWords(FileShape shape) {
        Map<String, StructField> columns = new HashMap<>();
        try {
            if (shape.spark() != null && DataType.fromJson(shape.spark()) instanceof StructType struct) {
                for (StructField field : struct.fields()) {
                    columns.put(field.name(), field);
                }
            }
            return columns;
        } catch (Exception | LinkageError unknown) {
            return Map.of();
        }
    }

    /**
     * Whether Spark writes its type as what the column is. Other tools copy Spark's words as they were into files whose columns they
     * changed, and Spark believes them: it cuts an INT32 down to the {@code short} that it once was.
     */
    private static boolean isWrittenAs(StructField spark, DataType own) {
        try {
            StructType words = new StructType(new StructField[] {spark});
            Type written = new SparkToParquetSchemaConverter(SQLConf.get())
                    .convert(words)
                    .getFields()
                    .get(0);
            return converted(written).equals(own);
        } catch (Exception unwritable) {
            // Spark itself says more of such a type when it is asked to read it.
            return true;
        }
    }

    /** Without what a table adds to a column, such as a default for older files or a length to fill a text up to. */
    private static StructField field(String name, DataType type) {
        return new StructField(name, type, true, Metadata.empty());
    }

    private static DataType nullable(DataType type) {
        return SourceTypes.mapped(type, leaf -> leaf);
    }

    private static DataType converted(Type column) {
        return nullable(new ParquetToSparkSchemaConverter(SQLConf.get())
                .convert(new MessageType("column", column))
                .fields()[0]
                .dataType());
    }

    /** A leaf that holds nothing but NULL has no type, whatever it is written as. Leaves are in the order of Parquet's. */
    private static DataType withoutValues(DataType type, List<Boolean> isNull) {
        Iterator<Boolean> leaves = isNull.iterator();
        List<DataType> seen = new ArrayList<>();
        DataType changed = SourceTypes.mapped(type, leaf -> {
            seen.add(leaf);
            return leaves.hasNext() && leaves.next() ? DataTypes.NullType : leaf;
        });
        return seen.size() == isNull.size() ? changed : type;
    }

    private static List<Boolean> nullLeaves(Type column, Set<String> withoutType) {
        return new MessageType("column", column)
                .getPaths().stream()
                        .map(path -> withoutType.contains(String.join(".", path)))
                        .toList();
    }

    /** Spark takes no two members of a name either, at any depth. */
    private Optional<String> twinsWithin(Type type) {
        if (type.isPrimitive()) {
            return Optional.empty();
        }
        Map<String, String> names = new HashMap<>();
        for (Type member : type.asGroupType().getFields()) {
            String twin = names.put(types.key(member.getName()), member.getName());
            if (twin != null) {
                return Optional.of(twins(type.getName() + "." + twin, type.getName() + "." + member.getName()));
            }
            Optional<String> within = twinsWithin(member);
            if (within.isPresent()) {
                return within;
            }
        }
        return Optional.empty();
    }

    private static String twins(String one, String other) {
        return one.equals(other)
                ? "is there twice, as " + one + ": write it once"
                : "is there as %s and as %s, which Spark takes for one: submit with --conf spark.sql.caseSensitive=true, or rename one"
                        .formatted(one, other);
    }

    /** The first leaf that Spark cannot read by itself; else the column. */
    private static String objection(Type column) {
        MessageType whole = new MessageType("column", column);
        for (String[] path : whole.getPaths()) {
            Type leaf = whole.getType(path);
            try {
                converted(leaf);
            } catch (Exception unknown) {
                return UnreadableType.sentence(String.join(".", path), leaf.asPrimitiveType());
            }
        }
        return "is a group that Spark cannot read: write it as a struct, a map or a list";
    }
}

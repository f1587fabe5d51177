package io.github.appmetricaexport.source;

import io.github.appmetricaexport.source.FileColumns.FileColumn;
import io.github.appmetricaexport.source.SourceTypes.Contradiction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of all files of a day together, each judged by itself.
 *
 * @param schema of those that can be read, without the keys of folders
 * @param leftOut why another cannot be, in a sentence, by its name
 * @param groups of files that have the same types; one on most days
 */
record DayColumns(StructType schema, Map<String, String> leftOut, List<FileGroup> groups) {
    /**
     * Files that Spark can read together.
     *
     * @param readAs the schema that it is given; a column that holds no value in these files is not in it
     */
    record FileGroup(StructType readAs, List<Path> files) {}

    /** A column as one shape has it, with a file of that shape. */
    private record Sighting(FileColumn column, Path file) {
        DataType type() {
            return column.field().dataType();
        }
    }

    /**
     * Brings the files' columns together.
     *
     * @param named the columns for which files of several types are read apart
     */
    static DayColumns of(Footers footers, FolderKeys keys, NamedColumns named, SourceTypes types) {
        FileColumns reader = new FileColumns(types);
        Map<FileShape, Map<String, FileColumn>> byShape = new LinkedHashMap<>();
        Map<String, List<Sighting>> sightings = new LinkedHashMap<>();
        footers.files().forEach((shape, files) -> {
            byShape.put(shape, reader.of(shape));
            byShape.get(shape)
                    .forEach((key, column) -> sightings
                            .computeIfAbsent(key, unseen -> new ArrayList<>())
                            .add(new Sighting(column, files.get(0))));
        });
        Map<String, StructField> merged = new LinkedHashMap<>();
        Map<String, String> leftOut = new LinkedHashMap<>();
        List<String> folders = keys.names().stream().map(types::key).toList();
        sightings.forEach((key, seen) -> {
            StructField first = seen.get(0).column().field();
            Optional<DataType> type = merged(seen, types);
            Optional<String> reason = folders.contains(key)
                    ? Optional.of(hidden(seen.get(0), keys))
                    : obstacle(seen)
                            .or(() -> type.isEmpty() ? Optional.of(contradiction(seen, types)) : Optional.empty())
                            .or(() -> unasked(seen, type.get(), named, types));
            if (reason.isPresent()) {
                leftOut.put(first.name(), reason.get());
            } else {
                merged.put(key, field(first, type.get()));
            }
        });
        return new DayColumns(
                DataTypes.createStructType(merged.values().stream()
                        .map(field -> field(field, withValues(field.dataType())))
                        .toList()),
                leftOut,
                groups(footers, byShape, merged, types));
    }

    /** The same without some of them. */
    DayColumns without(Map<String, String> reasons) {
        Map<String, String> all = new LinkedHashMap<>(leftOut);
        all.putAll(reasons);
        return new DayColumns(
                without(schema, reasons),
                all,
                groups.stream()
                        .map(group -> new FileGroup(without(group.readAs(), reasons), group.files()))
                        .toList());
    }

    /** The same of these files alone: what the others have besides is a column without a value. */
    DayColumns only(Set<Path> wanted) {
        return new DayColumns(
                schema,
                leftOut,
                groups.stream()
                        .map(group -> new FileGroup(
                                group.readAs(),
                                group.files().stream().filter(wanted::contains).toList()))
                        .filter(group -> !group.files().isEmpty())
                        .toList());
    }

    private static StructType without(StructType schema, Map<String, String> reasons) {
        return DataTypes.createStructType(Arrays.stream(schema.fields())
                .filter(field -> !reasons.containsKey(field.name()))
                .toList());
    }

    private static List<FileGroup> groups(
            Footers footers,
            Map<FileShape, Map<String, FileColumn>> byShape,
            Map<String, StructField> merged,
            SourceTypes types) {
        Map<StructType, List<Path>> groups = new LinkedHashMap<>();
        byShape.forEach(
                (shape, columns) -> groups.computeIfAbsent(readAs(merged, columns, types), unseen -> new ArrayList<>())
                        .addAll(footers.files().get(shape)));
        return groups.entrySet().stream()
                .map(group -> new FileGroup(group.getKey(), group.getValue()))
                .toList();
    }

    private static Optional<DataType> merged(List<Sighting> seen, SourceTypes types) {
        Optional<DataType> type = Optional.of(seen.get(0).type());
        for (Sighting next : seen) {
            type = type.flatMap(known -> types.merged(known, next.type()));
        }
        return type;
    }

    private static String hidden(Sighting first, FolderKeys keys) {
        return "column %s of %s is hidden by the folders' key of that name, as in %s: write the files without the column, or the folders"
                        .formatted(first.column().field().name(), first.file(), keys.example())
                + " under another key";
    }

    private static Optional<String> obstacle(List<Sighting> seen) {
        return seen.stream()
                .filter(sighting -> !sighting.column().obstacle().isEmpty())
                .map(sighting -> "column %s of %s %s"
                        .formatted(
                                sighting.column().field().name(),
                                sighting.file(),
                                sighting.column().obstacle()))
                .findFirst();
    }

    private static String contradiction(List<Sighting> seen, SourceTypes types) {
        for (Sighting later : seen) {
            for (Sighting earlier : seen.subList(0, seen.indexOf(later))) {
                if (types.merged(earlier.type(), later.type()).isEmpty()) {
                    Contradiction found =
                            types.contradiction(earlier.column().field().name(), earlier.type(), later.type());
                    return "column %s is %s in %s and %s in %s: write the day again with one type"
                            .formatted(found.path(), found.one(), earlier.file(), found.other(), later.file());
                }
            }
        }
        return "column %s has types that no type holds together: write the day again with one type"
                .formatted(seen.get(0).column().field().name());
    }

    /** Files of several types are read apart, which is slower: not for a column that nobody asks for. */
    private static Optional<String> unasked(List<Sighting> seen, DataType type, NamedColumns named, SourceTypes types) {
        String name = seen.get(0).column().field().name();
        boolean isOfOneType = seen.stream()
                .allMatch(sighting -> types.readAs(type, sighting.type()).equals(type));
        return isOfOneType || named.mayHold(name)
                ? Optional.empty()
                : Optional.of("column " + name + " has several types, and no expression seems to name it");
    }

    private static StructType readAs(
            Map<String, StructField> merged, Map<String, FileColumn> columns, SourceTypes types) {
        List<StructField> fields = new ArrayList<>();
        merged.forEach((key, field) -> {
            FileColumn own = columns.get(key);
            DataType type = own == null
                    ? field.dataType()
                    : types.readAs(field.dataType(), own.field().dataType());
            if (!(type instanceof NullType)) {
                fields.add(field(field, withValues(type)));
            }
        });
        return DataTypes.createStructType(fields);
    }

    private static StructField field(StructField like, DataType type) {
        return new StructField(like.name(), type, true, like.metadata());
    }

    /** As Parquet stores what has no type, so that something can be read. */
    private static DataType withValues(DataType type) {
        return SourceTypes.mapped(type, leaf -> leaf instanceof NullType ? DataTypes.IntegerType : leaf);
    }
}

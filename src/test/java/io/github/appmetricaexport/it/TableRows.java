package io.github.appmetricaexport.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;

/** The rows of a results table, read without Spark. */
public final class TableRows {
    private TableRows() {}

    /** Column to value as text, absent where it is null; the run's folder as the column {@code run_id}. */
    public static List<Map<String, String>> of(Path table) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.walk(table)) {
            files = found.filter(file -> file.getFileName().toString().matches("part-.*\\.parquet"))
                    .sorted()
                    .toList();
        }
        List<Map<String, String>> rows = new ArrayList<>();
        for (Path file : files) {
            String run = file.getParent().getFileName().toString().substring("run_id=".length());
            try (ParquetReader<Group> reader = ParquetReader.builder(
                            new GroupReadSupport(), new org.apache.hadoop.fs.Path(file.toUri()))
                    .build()) {
                for (Group row = reader.read(); row != null; row = reader.read()) {
                    rows.add(texts(row, run));
                }
            }
        }
        return rows;
    }

    private static Map<String, String> texts(Group row, String run) {
        Map<String, String> texts = new TreeMap<>(Map.of("run_id", run));
        for (int column = 0; column < row.getType().getFieldCount(); column++) {
            if (row.getFieldRepetitionCount(column) > 0) {
                boolean primitive = row.getType().getType(column).isPrimitive();
                texts.put(
                        row.getType().getFieldName(column),
                        primitive
                                ? row.getValueToString(column, 0)
                                : row.getGroup(column, 0).toString());
            }
        }
        return texts;
    }
}

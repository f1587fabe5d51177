package io.github.appmetricaexport.normalize;

import io.github.appmetricaexport.config.NearestName;
import java.util.List;
import java.util.stream.Collectors;

/** The source's columns, named to somebody who wrote another. */
record ColumnNames(List<String> names) {
    private static final int MOST = 20;

    boolean isAmong(String name) {
        return names.stream().anyMatch(name::equalsIgnoreCase);
    }

    /** That there is no column of this name, which of those that are there was probably meant, and all of them. */
    String without(String name) {
        String nearest = NearestName.of(name, names)
                .map(column -> ", the closest is " + quoted(column))
                .orElse("");
        String first = names.stream().limit(MOST).collect(Collectors.joining(", "));
        int more = names.size() - MOST;
        return "the source has no column " + name + nearest + " (it has " + first
                + (more > 0 ? " and " + more + " more" : "") + ")";
    }

    /** As an expression takes it. */
    static String quoted(String column) {
        return column.matches("[\\p{L}_][\\p{L}\\p{N}_]*") ? column : "`" + column.replace("`", "``") + "`";
    }
}

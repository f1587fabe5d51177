package io.github.appmetricaexport.config;

import io.github.appmetricaexport.api.PostApiField;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is asked of the source's rows, in Spark SQL over its columns.
 *
 * @param mapping an expression for each field of the API that has one
 * @param filter the condition of the rows that are wanted, its date filled in; empty where all are
 * @param uniqueKey what tells rows apart, its date filled in, several with commas between; empty where nothing does
 */
public record RowExpressions(Map<PostApiField, String> mapping, String filter, String uniqueKey) {
    /** Of these fields, from all rows, which nothing tells apart. */
    public static RowExpressions ofAllRows(Map<PostApiField, String> mapping) {
        return new RowExpressions(mapping, "", "");
    }

    public boolean hasFilter() {
        return !filter.isEmpty();
    }

    public boolean hasKey() {
        return !uniqueKey.isEmpty();
    }

    /** Whatever may name a column. */
    public List<String> all() {
        List<String> all = new ArrayList<>(mapping.values());
        all.add(filter);
        all.add(uniqueKey);
        all.removeIf(String::isEmpty);
        return all;
    }
}

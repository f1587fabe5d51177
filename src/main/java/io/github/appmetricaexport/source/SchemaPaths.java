package io.github.appmetricaexport.source;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.SchemaElement;

/**
 * The tree of a footer's schema, which lies there flat, told by paths such as {@code params.list.element}.
 *
 * @param columns the names of the first level
 * @param unknownTypes whose logical type this Parquet library does not know
 * @param withoutType whose logical type is Null
 * @param repeated that a row may have any number of
 */
record SchemaPaths(List<String> columns, List<String> unknownTypes, Set<String> withoutType, Set<String> repeated) {
    static SchemaPaths of(List<SchemaElement> schema) {
        SchemaPaths paths = new SchemaPaths(new ArrayList<>(), new ArrayList<>(), new HashSet<>(), new HashSet<>());
        Iterator<SchemaElement> elements = schema.iterator();
        SchemaElement root = elements.next();
        for (int i = 0; i < root.getNum_children() && elements.hasNext(); i++) {
            paths.columns.add(paths.walk("", elements));
        }
        return paths;
    }

    private String walk(String above, Iterator<SchemaElement> elements) {
        SchemaElement element = elements.next();
        String path = above + element.getName();
        if (element.isSetLogicalType()) {
            if (!element.getLogicalType().isSet()) {
                unknownTypes.add(path);
            } else if (element.getLogicalType().isSetUNKNOWN()) {
                withoutType.add(path);
            }
        }
        if (element.getRepetition_type() == FieldRepetitionType.REPEATED) {
            repeated.add(path);
        }
        for (int i = 0; i < element.getNum_children() && elements.hasNext(); i++) {
            walk(path + ".", elements);
        }
        return path;
    }
}

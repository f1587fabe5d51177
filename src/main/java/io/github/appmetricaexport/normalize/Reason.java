package io.github.appmetricaexport.normalize;

import static org.apache.spark.sql.functions.lit;

import org.apache.spark.sql.Column;

/**
 * How the reasons against one field are worded: {@code field: rule}, constant and without the value, so that they can be
 * counted by their text.
 *
 * @param field the column's name, or what else the reason is about
 */
record Reason(String field) {
    Column because(String rule) {
        return lit(field + ": " + rule);
    }
}

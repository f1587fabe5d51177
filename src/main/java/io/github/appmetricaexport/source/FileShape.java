package io.github.appmetricaexport.source;

import java.util.Map;
import java.util.Set;
import org.apache.parquet.schema.MessageType;

/**
 * What Parquet files have in common, apart from their rows: most days have one shape, whatever the number of their files.
 *
 * @param parquet the columns as Parquet has them
 * @param spark the same in Spark's own words, where Spark wrote the file; else null
 * @param withoutType paths of leaves that hold nothing but NULL, as pyarrow and pandas write a column of which they saw no value
 * @param obstacles why a column cannot be read whatever its type, by its name
 * @param deltaLengths the columns of which pages are encoded as DELTA_LENGTH_BYTE_ARRAY
 */
record FileShape(
        MessageType parquet,
        String spark,
        Set<String> withoutType,
        Map<String, String> obstacles,
        Set<String> deltaLengths) {}

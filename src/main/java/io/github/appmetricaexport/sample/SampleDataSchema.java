package io.github.appmetricaexport.sample;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** The table of the sample day; the sample's values have the names of its columns. */
final class SampleDataSchema {
    static final StructType TABLE = StructType.fromDDL("""
            application INT, user_id BIGINT, login STRING, device_hash STRING, action STRING, at TIMESTAMP,
            params STRUCT<
                level: INT, item: STRING, amount: DOUBLE, currency: STRING, tags: ARRAY<STRING>, note: STRING,
                query: STRING, screen: STRUCT<name: STRING, position: INT>>,
            raw_params STRING, session STRING, os STRING, os_version STRING, manufacturer STRING, model STRING,
            device_type STRING, locale STRING, app_version STRING, package STRING, connection STRING, carrier STRING,
            mcc STRING, mnc STRING, ip STRING, google_aid STRING, ios_ifa STRING""");

    private SampleDataSchema() {}

    static Row toRow(StructType type, Map<?, ?> values) {
        return RowFactory.create(Arrays.stream(type.fields())
                .map(field -> toSpark(field.dataType(), values.get(field.name())))
                .toArray());
    }

    private static Object toSpark(DataType type, Object value) {
        if (value instanceof Map<?, ?> fields) {
            return toRow((StructType) type, fields);
        }
        if (value instanceof List<?> texts) {
            return texts.toArray(String[]::new);
        }
        return value instanceof Instant at ? Timestamp.from(at) : value;
    }
}

package io.github.appmetricaexport.normalize;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.SparkTest;
import io.github.appmetricaexport.api.PostApiField;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.Test;

/** The checks in Java against the expressions that they replace. */
class RowCheckEqualityTest extends SparkTest {
    private static final ValidationLimits LIMITS = new ValidationLimits(1_700_000_000, 1_701_000_000, 30);
    private static final List<PostApiField> FIELDS = List.of(PostApiField.values());
    private static final Map<PostApiField, String> VALID = new EnumMap<>(Map.of(
            PostApiField.APPLICATION_ID, "1111",
            PostApiField.PROFILE_ID, "user-1",
            PostApiField.EVENT_NAME, "purchase",
            PostApiField.EVENT_TIMESTAMP, "1700500000"));
    private static final List<String> NASTY = List.of(
            "",
            " ",
            "0",
            "00",
            "007",
            "-0",
            "-1",
            "1",
            "5",
            "+5",
            "5\n",
            "5 ",
            "1e3",
            "1.5",
            "2147483647",
            "2147483648",
            "-2147483648",
            "-2147483649",
            "999999999999999999",
            "9999999999999999999",
            "18446744073709551615",
            "18446744073709551616",
            "100000000000000000000",
            "1699999999",
            "1700000000",
            "1701000000",
            "1701000001",
            "01700000000",
            "1700000000000",
            "{}",
            "[]",
            "{} {}",
            "{\"a\":1}",
            "{\"a\":01}",
            "{\"a\":'1'}",
            " {\"a\":[{}]}\n",
            "{\"я\":\"яяяяяяяяяяя\"}",
            "{\"я\":\"яяяяяяяяяяяя\"}",
            "{\"a\":\"\n\"}",
            "{\"a\":1",
            "\ufeff{}",
            "ios",
            "iOS",
            "ios ",
            "foreground",
            "background",
            "phone",
            "tv",
            "wifi",
            "cell",
            "unknown",
            "::1",
            "::",
            "1::2::3",
            "2a02:6b8::40c:6676:baff:fea6:53d8",
            "::ffff:192.0.2.1",
            "192.0.2.1",
            "fe80::1%eth0",
            "12345::",
            "\u00a0",
            "\u3000\u2028",
            "\u001c",
            "\u0001",
            "\u007f",
            "я",
            "😀",
            "٣",
            "a\0b",
            "\0",
            "x".repeat(200),
            "x".repeat(201),
            "😀".repeat(200),
            "😀".repeat(201),
            "я".repeat(1000),
            "я".repeat(1001));

    @Test
    void givesTheSameReasons() {
        List<byte[][]> rows = new ArrayList<>();
        Random random = new Random(20240101);
        for (PostApiField field : FIELDS) {
            for (String nasty : NASTY) {
                rows.add(row(random, Map.of(field, nasty.getBytes(UTF_8)), 0));
            }
            for (int i = 0; i < 100; i++) {
                byte[] noise = new byte[1 + random.nextInt(4)];
                random.nextBytes(noise);
                rows.add(row(random, Map.of(field, noise), 0));
            }
        }
        for (int i = 0; i < 8000; i++) {
            rows.add(row(random, Map.of(), 0.1));
        }

        List<String> reasons = reasonsOf(rows);
        RowCheck check = new RowCheck(FIELDS, LIMITS);
        int passed = 0;
        for (int i = 0; i < rows.size(); i++) {
            check.begin();
            for (int field = 0; field < FIELDS.size(); field++) {
                byte[] value = rows.get(i)[field];
                if (value == null) {
                    check.absent(field);
                } else {
                    byte[] within = new byte[value.length + 4];
                    random.nextBytes(within);
                    System.arraycopy(value, 0, within, 2, value.length);
                    check.text(field, within, 2, value.length + 2);
                }
            }
            passed += check.end() ? 1 : 0;
            String told = String.join("\n", check.reasons());
            if (reasons.get(i).contains("not valid UTF-8")) {
                told = told.replaceAll("\\w+: longer than.*characters\\n", "");
                assertThat(told)
                        .as(text(rows.get(i)))
                        .isEqualTo(reasons.get(i).replaceAll("\\w+: longer than.*characters\\n", ""));
            } else {
                assertThat(told).as(text(rows.get(i))).isEqualTo(reasons.get(i));
            }
        }
        assertThat(passed).isGreaterThan(500);
    }

    /** A valid row with some values replaced. */
    private static byte[][] row(Random random, Map<PostApiField, byte[]> replaced, double share) {
        byte[][] row = new byte[FIELDS.size()][];
        for (PostApiField field : FIELDS) {
            String valid = VALID.get(field);
            row[field.ordinal()] = valid == null ? null : valid.getBytes(UTF_8);
            if (random.nextDouble() < share) {
                row[field.ordinal()] = NASTY.get(random.nextInt(NASTY.size())).getBytes(UTF_8);
            }
        }
        replaced.forEach((field, value) -> row[field.ordinal()] = value.length == 0 ? null : value);
        if (replaced.containsKey(PostApiField.APPMETRICA_DEVICE_ID)) {
            row[PostApiField.PROFILE_ID.ordinal()] = null;
        }
        for (int i = 0; i < row.length; i++) {
            row[i] = row[i] != null && row[i].length == 0 ? null : row[i];
        }
        return row;
    }

    private static byte[] joined(byte[][] row) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (int i = 0; i < row.length; i++) {
            if (i > 0) {
                joined.write(0);
            }
            joined.writeBytes(row[i] == null ? new byte[0] : row[i]);
        }
        return joined.toByteArray();
    }

    private static String text(byte[][] row) {
        return Arrays.stream(row)
                .map(value -> value == null ? "" : new String(value, UTF_8))
                .toList()
                .toString();
    }

    private static List<String> reasonsOf(List<byte[][]> rows) {
        StructField[] binary = FIELDS.stream()
                .map(field -> DataTypes.createStructField(field.column(), DataTypes.BinaryType, true))
                .toArray(StructField[]::new);
        Dataset<Row> source = spark().createDataFrame(
                        rows.stream()
                                .map(row -> RowFactory.create((Object[]) row))
                                .toList(),
                        DataTypes.createStructType(binary));
        Column[] texts = FIELDS.stream()
                .map(field -> col(field.column()).cast(DataTypes.StringType).as(field.column()))
                .toArray(Column[]::new);
        return source.select(texts).select(Validation.reasons(FIELDS, LIMITS)).collectAsList().stream()
                .map(row -> row.getString(0))
                .toList();
    }
}

package io.github.appmetricaexport.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.appmetricaexport.api.FieldRule.UnixSeconds;
import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.api.PostApiField.Presence;
import io.github.appmetricaexport.normalize.RowCheck;
import io.github.appmetricaexport.payload.CsvLine;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/** One column of the rows that Spark hands over: how its values are read without making anything else of them first. */
abstract class FieldColumn {
    private static final Map<DataType, NumberOf> WHOLE_NUMBERS = Map.of(
            DataTypes.LongType, InternalRow::getLong,
            DataTypes.IntegerType, InternalRow::getInt,
            DataTypes.ShortType, InternalRow::getShort,
            DataTypes.ByteType, InternalRow::getByte);

    /** As Spark holds them: microseconds and days. */
    private static final Map<DataType, NumberOf> SECONDS = Map.of(
            DataTypes.TimestampType, FieldColumn::secondsOfMicros,
            DataTypes.TimestampNTZType, FieldColumn::secondsOfMicros,
            DataTypes.DateType, (row, at) -> TimeUnit.DAYS.toSeconds(row.getInt(at)));

    final int ordinal;
    private final boolean isIdentifier;

    private FieldColumn(int ordinal, PostApiField field) {
        this.ordinal = ordinal;
        isIdentifier = field.presence() == Presence.IDENTIFIER;
    }

    private interface NumberOf {
        long in(InternalRow row, int ordinal);
    }

    private interface BytesOf {
        byte[] in(InternalRow row, int ordinal);
    }

    /**
     * DATE and TIMESTAMP_NTZ are taken as UTC in any session; a fraction of a second is floored.
     *
     * @throws IllegalArgumentException for a type that no mapping can give
     */
    static FieldColumn of(int ordinal, PostApiField field, DataType type) {
        if (type instanceof StringType) {
            return new TextColumn(ordinal, field);
        }
        if (type instanceof DecimalType decimal) {
            return new BytesColumn(
                    ordinal,
                    field,
                    (row, at) -> row.getDecimal(at, decimal.precision(), decimal.scale())
                            .toJavaBigDecimal()
                            .toPlainString()
                            .getBytes(UTF_8));
        }
        if (type.equals(DataTypes.BinaryType)) {
            return new BytesColumn(ordinal, field, InternalRow::getBinary);
        }
        if (type.equals(DataTypes.BooleanType)) {
            return new BytesColumn(
                    ordinal,
                    field,
                    (row, at) -> Boolean.toString(row.getBoolean(at)).getBytes(UTF_8));
        }
        NumberOf number = field.rule() instanceof UnixSeconds && SECONDS.containsKey(type)
                ? SECONDS.get(type)
                : WHOLE_NUMBERS.get(type);
        if (number == null) {
            throw new IllegalArgumentException(field.column() + " cannot come as " + type.catalogString());
        }
        return new NumberColumn(ordinal, field, number);
    }

    private static long secondsOfMicros(InternalRow row, int at) {
        return Math.floorDiv(row.getLong(at), TimeUnit.SECONDS.toMicros(1));
    }

    /** Hands the row's value to both; of two identifiers the absent one has no cell. */
    final void read(InternalRow row, RowCheck check, CsvLine line) {
        if (row.isNullAt(ordinal)) {
            absent(check, line);
        } else {
            readPresent(row, check, line);
        }
    }

    abstract void readPresent(InternalRow row, RowCheck check, CsvLine line);

    /** The value's text, as it would be sent; null for an absent one. */
    final String text(InternalRow row) {
        String text = row.isNullAt(ordinal) ? "" : textOfPresent(row);
        return text.isEmpty() ? null : text;
    }

    abstract String textOfPresent(InternalRow row);

    private void absent(RowCheck check, CsvLine line) {
        check.absent(ordinal);
        if (!isIdentifier) {
            line.empty();
        }
    }

    final void readBytes(byte[] bytes, int from, int to, RowCheck check, CsvLine line) {
        if (from == to) {
            absent(check, line);
        } else if (line.text(bytes, from, to)) {
            check.ascii(ordinal, bytes, from, to);
        } else {
            check.text(ordinal, bytes, from, to);
        }
    }

    /** Texts lie in Spark's own buffers: they are looked at where they are. */
    private static final class TextColumn extends FieldColumn {
        TextColumn(int ordinal, PostApiField field) {
            super(ordinal, field);
        }

        @Override
        void readPresent(InternalRow row, RowCheck check, CsvLine line) {
            UTF8String text = row.getUTF8String(ordinal);
            if (text.getBaseObject() instanceof byte[] bytes) {
                int from = (int) (text.getBaseOffset() - Platform.BYTE_ARRAY_OFFSET);
                readBytes(bytes, from, from + text.numBytes(), check, line);
            } else {
                byte[] copied = text.getBytes();
                readBytes(copied, 0, copied.length, check, line);
            }
        }

        @Override
        String textOfPresent(InternalRow row) {
            return row.getUTF8String(ordinal).toString();
        }
    }

    private static final class BytesColumn extends FieldColumn {
        private final BytesOf bytes;

        BytesColumn(int ordinal, PostApiField field, BytesOf bytes) {
            super(ordinal, field);
            this.bytes = bytes;
        }

        @Override
        void readPresent(InternalRow row, RowCheck check, CsvLine line) {
            byte[] text = bytes.in(row, ordinal);
            readBytes(text, 0, text.length, check, line);
        }

        @Override
        String textOfPresent(InternalRow row) {
            return new String(bytes.in(row, ordinal), UTF_8);
        }
    }

    private static final class NumberColumn extends FieldColumn {
        private final NumberOf number;

        NumberColumn(int ordinal, PostApiField field, NumberOf number) {
            super(ordinal, field);
            this.number = number;
        }

        @Override
        void readPresent(InternalRow row, RowCheck check, CsvLine line) {
            long value = number.in(row, ordinal);
            check.number(ordinal, value);
            line.number(value);
        }

        @Override
        String textOfPresent(InternalRow row) {
            return Long.toString(number.in(row, ordinal));
        }
    }
}

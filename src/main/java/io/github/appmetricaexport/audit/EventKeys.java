package io.github.appmetricaexport.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.appmetricaexport.api.IdentifierKind;
import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.payload.CsvRows;
import io.github.appmetricaexport.settle.FrozenRows;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.lang3.StringUtils;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * By what an event of a payload and a visible one are the same: application, user, name and second; or application, user and
 * marker where both have one.
 *
 * @param marker the way to it in event_json, empty where there is none
 */
record EventKeys(String marker) implements Serializable {
    private static final long serialVersionUID = 1L;

    static final String[] USER = {"application", "who"};
    static final String[] ORDER = {"application", "who", "name", "time", "payload"};

    /** A payload's row, or with {@link #NO_PAYLOAD} a visible event. */
    static final StructType TYPE = new StructType()
            .add("application", DataTypes.StringType)
            .add("who", DataTypes.StringType)
            .add("name", DataTypes.StringType)
            .add("time", DataTypes.LongType)
            .add("payload", DataTypes.IntegerType)
            .add("event", DataTypes.StringType);

    static final int NO_PAYLOAD = -1;

    /** In the place of a user: what is told is the damage of a payload's file. */
    static final String DAMAGE = "!";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The columns of a visible event, as the Logs API calls them. */
    List<String> fields() {
        List<String> fields = new ArrayList<>(List.of(
                PostApiField.EVENT_TIMESTAMP.column(),
                PostApiField.EVENT_NAME.column(),
                IdentifierKind.PROFILE_ID.field().column(),
                IdentifierKind.APPMETRICA_DEVICE_ID.field().column()));
        if (!marker.isEmpty()) {
            fields.add(PostApiField.EVENT_JSON.column());
        }
        return fields;
    }

    /** The rows of a payload whose number is its remark, and its damage. */
    Iterator<Row> ofPayload(FrozenRows rows) {
        Integer number = Integer.valueOf(rows.remark());
        String application = rows.payload().applicationId();
        IdentifierKind kind = rows.payload().identifierKind();
        int who = rows.column(kind.field());
        int name = rows.column(PostApiField.EVENT_NAME);
        int time = rows.column(PostApiField.EVENT_TIMESTAMP);
        int json = rows.column(PostApiField.EVENT_JSON);
        Stream<Row> keys = rows.stream()
                .map(cells -> row(
                        application,
                        user(kind, cells[who]),
                        key(cells[name], cells[time], json < 0 ? null : cells[json]),
                        number,
                        cells[name]));
        Stream<Row> damage = Stream.of(rows)
                .filter(spoilt -> !spoilt.damage().isEmpty())
                .map(spoilt -> RowFactory.create(application, DAMAGE, spoilt.damage(), 0L, number, null));
        return Stream.concat(keys, damage).iterator();
    }

    /** The events of an answer; one that has both identifiers comes under each. */
    Iterator<Row> ofAnswer(Store store, Path file, String application) {
        try {
            InputStream answer = new GZIPInputStream(store.open(file), 1 << 16);
            CsvRows lines = new CsvRows(answer);
            Optional<String[]> header = lines.nextValues();
            if (header.isEmpty() || header.get().length == 0) {
                answer.close();
                return Stream.<Row>empty().iterator();
            }
            List<String> columns = Arrays.asList(header.get());
            List<Integer> places =
                    fields().stream().map(field -> place(columns, field, file)).toList();
            return Stream.iterate(next(lines, answer), Optional::isPresent, last -> next(lines, answer))
                    .map(Optional::get)
                    .flatMap(cells -> visible(application, columns.size(), cells, places, file))
                    .iterator();
        } catch (IOException broken) {
            throw new UncheckedIOException("cannot read " + file, broken);
        }
    }

    private static Integer place(List<String> columns, String field, Path file) {
        int place = columns.indexOf(field);
        if (place < 0) {
            throw new IllegalStateException(
                    "the Logs API's answer has no column " + field + ", but " + columns + " (" + file + ")");
        }
        return place;
    }

    private static Optional<String[]> next(CsvRows lines, InputStream answer) {
        try {
            Optional<String[]> row = lines.nextValues();
            if (row.isEmpty()) {
                answer.close();
            }
            return row;
        } catch (IOException broken) {
            throw new UncheckedIOException("an answer of the Logs API cannot be read to its end", broken);
        }
    }

    private Stream<Row> visible(String application, int columns, String[] cells, List<Integer> places, Path file) {
        if (cells.length != columns) {
            throw new IllegalStateException("a line of the Logs API's answer has " + cells.length + " cells instead of "
                    + columns + " (" + file + ")");
        }
        Function<Integer, String> cell = field -> cells[places.get(field)];
        Object[] key = key(cell.apply(1), cell.apply(0), marker.isEmpty() ? null : cell.apply(4));
        return Stream.of(IdentifierKind.PROFILE_ID, IdentifierKind.APPMETRICA_DEVICE_ID)
                .filter(kind -> cell.apply(kind == IdentifierKind.PROFILE_ID ? 2 : 3) != null)
                .map(kind -> row(
                        application,
                        user(kind, cell.apply(kind == IdentifierKind.PROFILE_ID ? 2 : 3)),
                        key,
                        NO_PAYLOAD,
                        null));
    }

    private static Row row(String application, String user, Object[] key, Integer payload, String event) {
        return RowFactory.create(application, user, key[0], key[1], payload, event);
    }

    /** Of a device the number counts, however it is written. */
    private static String user(IdentifierKind kind, String identifier) {
        return kind == IdentifierKind.PROFILE_ID
                ? "p:" + identifier
                : "d:" + StringUtils.defaultIfEmpty(StringUtils.stripStart(identifier, "0"), "0");
    }

    private Object[] key(String name, String time, String json) {
        return marker(json).map(text -> new Object[] {"m:" + text, 0L}).orElseGet(() ->
                new Object[] {"n:" + StringUtils.defaultString(name), seconds(time)});
    }

    private static Long seconds(String time) {
        try {
            return Long.valueOf(StringUtils.defaultString(time));
        } catch (NumberFormatException noTime) {
            // No payload has it.
            return Long.MIN_VALUE;
        }
    }

    private Optional<String> marker(String json) {
        if (marker.isEmpty() || json == null) {
            return Optional.empty();
        }
        try {
            JsonNode at = JSON.readTree(json);
            for (String name : StringUtils.split(StringUtils.removeStart(marker, "$"), '.')) {
                at = at.path(name);
            }
            return at.isValueNode() && !at.isNull() && !at.asText().isEmpty()
                    ? Optional.of(at.asText())
                    : Optional.empty();
        } catch (JsonProcessingException noJson) {
            return Optional.empty();
        }
    }
}

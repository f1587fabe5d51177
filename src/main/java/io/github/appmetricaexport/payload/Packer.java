package io.github.appmetricaexport.payload;

import io.github.appmetricaexport.api.IdentifierKind;
import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.payload.PayloadSink.OpenPayload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Packs a stream of valid rows, in any order, into payloads of one application and one identifier kind.
 *
 * <p>Holds one open payload per group, at most {@link #MAXIMUM_OPEN}; past that the one that waited longest for a row is
 * completed early. Never holds more than a row.
 */
public final class Packer {
    /** Each open payload costs a file handle and a write buffer. */
    public static final int MAXIMUM_OPEN = 32;

    private final PayloadCut cut;
    private final PayloadSink sink;
    private final Map<IdentifierKind, byte[]> headers = new EnumMap<>(IdentifierKind.class);

    /** In the order in which they were begun, so that the same rows give the same payloads in the same order. */
    private final Map<PayloadGroup, Open> open = new LinkedHashMap<>();

    /** Where a row's payload most often is, by its identifier and the last bits of its application. */
    private final Open[] recent = new Open[16];

    private long rows;

    /** @param fields the mapped ones, in the order of a line's cells */
    public Packer(List<PostApiField> fields, PayloadCut cut, PayloadSink sink) {
        this.cut = cut;
        this.sink = sink;
        for (IdentifierKind kind : IdentifierKind.values()) {
            headers.put(kind, header(fields, kind));
        }
    }

    private static byte[] header(List<PostApiField> fields, IdentifierKind kind) {
        return fields.stream()
                .filter(field -> field != kind.other().field())
                .map(PostApiField::column)
                .collect(Collectors.joining(",", "", "\r\n"))
                .getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Adds a row that passed validation.
     *
     * @param kind the identifier that the row has; its line has no cell for the other
     * @param eventTime Unix seconds
     * @return false when no payload can hold it: the row is not in any
     */
    public boolean add(long applicationId, IdentifierKind kind, long eventTime, CsvLine line) throws IOException {
        byte[] header = headers.get(kind);
        int place = (int) applicationId * 2 + kind.ordinal() & recent.length - 1;
        Open payload = recent[place];
        if (payload == null || !payload.group.is(applicationId, kind)) {
            payload = open.get(new PayloadGroup(applicationId, kind));
        }
        int rowsOfIt = payload == null ? 0 : payload.rows;
        long bytes = payload == null ? header.length : payload.bytes;
        switch (cut.of(rowsOfIt, bytes, header.length, line.length())) {
            case REFUSE -> {
                return false;
            }
            case CUT -> {
                end(payload);
                payload = begin(payload.group, header);
            }
            case APPEND -> {
                if (payload == null) {
                    payload = begin(new PayloadGroup(applicationId, kind), header);
                }
            }
        }
        payload.append(line, eventTime);
        payload.latestRow = ++rows;
        recent[place] = payload;
        return true;
    }

    /** Completes every open payload. */
    public void complete() throws IOException {
        for (Open payload : open.values()) {
            payload.complete();
        }
        open.clear();
        Arrays.fill(recent, null);
    }

    private Open begin(PayloadGroup group, byte[] header) throws IOException {
        if (open.size() == MAXIMUM_OPEN) {
            end(Collections.min(open.values(), Comparator.comparingLong(payload -> payload.latestRow)));
        }
        Open payload = new Open(group, sink.open(group));
        payload.target.write(header, 0, header.length);
        payload.bytes = header.length;
        open.put(group, payload);
        return payload;
    }

    private void end(Open payload) throws IOException {
        open.remove(payload.group);
        Arrays.fill(recent, null);
        payload.complete();
    }

    private static final class Open {
        private final PayloadGroup group;
        private final OpenPayload target;
        private int rows;
        private long latestRow;
        private long bytes;
        private long firstEventTime = Long.MAX_VALUE;
        private long lastEventTime = Long.MIN_VALUE;

        Open(PayloadGroup group, OpenPayload target) {
            this.group = group;
            this.target = target;
        }

        void append(CsvLine row, long eventTime) throws IOException {
            target.write(row.bytes(), 0, row.length());
            rows++;
            bytes += row.length();
            firstEventTime = Math.min(firstEventTime, eventTime);
            lastEventTime = Math.max(lastEventTime, eventTime);
        }

        void complete() throws IOException {
            target.complete(rows, firstEventTime, lastEventTime);
        }
    }
}

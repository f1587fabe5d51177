package io.github.appmetricaexport.payload;

import io.github.appmetricaexport.api.IdentifierKind;
import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.payload.PayloadSink.OpenPayload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Packs a stream of valid rows, in any order, into payloads of one application and one identifier kind.
 *
 * <p>Holds one open payload per group, at most {@link #MAXIMUM_OPEN}; past that the one that waited longest for a row is
 * completed early. Never holds more than a row.
 */
public final class Packer {
    /** Each open payload costs a file handle and a write buffer. */
    public static final int MAXIMUM_OPEN = 32;

    private static final int NOT_MAPPED = -1;

    private final PayloadCut cut;
    private final PayloadSink sink;
    private final Cells cells;
    private final CsvLine line = new CsvLine();
    private final Map<IdentifierKind, byte[]> headers = new EnumMap<>(IdentifierKind.class);
    private final int application;
    private final int eventTime;
    private final int profile;
    private final int device;

    /** In the order of last use, the longest unused first. */
    private final LinkedHashMap<PayloadGroup, Open> open = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param fields the mapped fields, in the order of a row's cells
     */
    public Packer(List<PostApiField> fields, PayloadCut cut, PayloadSink sink) {
        this.cut = cut;
        cells = new Cells(fields.size());
        this.sink = sink;
        application = fields.indexOf(PostApiField.APPLICATION_ID);
        eventTime = fields.indexOf(PostApiField.EVENT_TIMESTAMP);
        profile = fields.indexOf(PostApiField.PROFILE_ID);
        device = fields.indexOf(PostApiField.APPMETRICA_DEVICE_ID);
        for (IdentifierKind kind : IdentifierKind.values()) {
            List<String> columns = new ArrayList<>();
            for (PostApiField field : fields) {
                if (field != kind.other().field()) {
                    columns.add(field.column());
                }
            }
            headers.put(kind, new CsvEncoder().header(columns));
        }
    }

    /**
     * Adds a row that passed validation.
     *
     * @param row the values of the fields in UTF-8, a NUL between two, nothing for an absent one
     * @return false when no payload can hold it: the row is not in any
     */
    public boolean add(byte[] row) throws IOException {
        cells.lookAt(row);
        IdentifierKind kind = profile != NOT_MAPPED && !cells.isEmpty(profile)
                ? IdentifierKind.PROFILE_ID
                : IdentifierKind.APPMETRICA_DEVICE_ID;
        byte[] header = headers.get(kind);
        line.encode(cells, kind == IdentifierKind.PROFILE_ID ? device : profile);
        PayloadGroup group = new PayloadGroup(cells.text(application), kind);
        Open payload = open.get(group);
        int rows = payload == null ? 0 : payload.rows;
        long bytes = payload == null ? header.length : payload.bytes;
        switch (cut.of(rows, bytes, header.length, line.length())) {
            case REFUSE -> {
                return false;
            }
            case CUT -> {
                open.remove(group);
                payload.complete();
                payload = begin(group, header);
            }
            case APPEND -> {
                if (payload == null) {
                    payload = begin(group, header);
                }
            }
        }
        payload.append(line, cells.number(eventTime));
        return true;
    }

    /** The values of the row that was added last; null for an absent one. */
    public String[] values() {
        return cells.values();
    }

    /** Completes every open payload. */
    public void complete() throws IOException {
        for (Open payload : open.values()) {
            payload.complete();
        }
        open.clear();
    }

    private Open begin(PayloadGroup group, byte[] header) throws IOException {
        if (open.size() == MAXIMUM_OPEN) {
            Iterator<Open> longestUnused = open.values().iterator();
            Open payload = longestUnused.next();
            longestUnused.remove();
            payload.complete();
        }
        Open payload = new Open(sink.open(group));
        payload.target.write(header, 0, header.length);
        payload.bytes = header.length;
        open.put(group, payload);
        return payload;
    }

    private static final class Open {
        private final OpenPayload target;
        private int rows;
        private long bytes;
        private long firstEventTime = Long.MAX_VALUE;
        private long lastEventTime = Long.MIN_VALUE;

        Open(OpenPayload target) {
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

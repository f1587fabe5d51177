package io.github.appmetricaexport.sandbox;

import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.sandbox.ApiSwitches.Allowance;
import io.github.appmetricaexport.sandbox.CsvRecordReader.LineEnds;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads the body of one import, checking every event and spooling those that would be applied.
 *
 * <p>The spool is what the ledger keeps: the header and the rows, byte for byte as received.
 */
final class EventImport {
    private final ApiSwitches switches;
    private final KeyRing keys;
    private final Instant now;
    private final String key;
    private final Map<Long, Long> rowsOfApplication = new TreeMap<>();
    private final Slice value = new Slice();
    private Optional<Refusal> firstRefusal = Optional.empty();
    private long rows;
    private long lastApplication;
    private long rowsOfLastApplication;

    EventImport(ApiSwitches switches, KeyRing keys, Instant now, String key) {
        this.switches = switches;
        this.keys = keys;
        this.now = now;
        this.key = key;
    }

    /**
     * What a body came to.
     *
     * @param refusal why the answer is not 200
     * @param rowsOfApplication the spooled events that are to be applied, by application; with a refusal empty save
     *     where files are applied in part
     */
    record Result(Optional<Refusal> refusal, Map<Long, Long> rowsOfApplication) {}

    /** Reads {@code body} to its end or to what it is refused for. */
    Result read(InputStream body, OutputStream spool) throws IOException {
        LineEnds lineEnds = switches.allows(Allowance.ANY_LINE_END) ? LineEnds.ANY : LineEnds.CRLF;
        CsvRecordReader reader = new CsvRecordReader(body, lineEnds);
        try {
            EventColumns columns = header(reader, spool);
            readRows(reader, columns, spool);
        } catch (MalformedCsvException malformed) {
            refuse(Refusal.badRequest(malformed.getMessage()));
        } catch (RefusedException refused) {
            // Of the wrong key and of too many rows the answer itself says that nothing was taken.
            return new Result(Optional.of(refused.refusal()), Map.of());
        }
        countApplication();
        boolean applies = firstRefusal.isEmpty() || switches.allows(Allowance.PARTIAL_APPLICATION);
        return new Result(firstRefusal, applies ? rowsOfApplication : Map.of());
    }

    private EventColumns header(CsvRecordReader reader, OutputStream spool) throws IOException, MalformedCsvException {
        if (!reader.next()) {
            throw new RefusedException(Refusal.badRequest("the body is empty"));
        }
        CsvRecord header = reader.current();
        List<String> names = new ArrayList<>();
        for (int column = 0; column < header.size(); column++) {
            names.add(header.text(column));
        }
        EventColumns columns = EventColumns.of(names, switches);
        copy(header, spool);
        return columns;
    }

    private void readRows(CsvRecordReader reader, EventColumns columns, OutputStream spool)
            throws IOException, MalformedCsvException {
        EventChecks checks = new EventChecks(columns, switches, now);
        int applicationColumn = columns.indexOf(PostApiField.APPLICATION_ID);
        while (reader.next()) {
            if (++rows > switches.maxRows()) {
                throw new RefusedException(new Refusal(413, "more than " + switches.maxRows() + " events"));
            }
            CsvRecord event = reader.current();
            Optional<Refusal> problem = checks.check(event, rows);
            if (problem.isEmpty()) {
                problem = takeApplication(event, applicationColumn);
            }
            if (problem.isEmpty()) {
                copy(event, spool);
                rowsOfLastApplication++;
            } else if (refuse(problem.get())) {
                return;
            }
        }
        if (rows == 0) {
            refuse(Refusal.badRequest("no event follows the header"));
        }
    }

    /** Notes a refusal; true when nothing that follows can change the answer. */
    private boolean refuse(Refusal refusal) {
        if (firstRefusal.isEmpty()) {
            firstRefusal = Optional.of(refusal);
        }
        return !switches.allows(Allowance.PARTIAL_APPLICATION);
    }

    private Optional<Refusal> takeApplication(CsvRecord event, int column) {
        event.value(column, value);
        long application = Numbers.saturated(value.bytes(), value.start(), value.end());
        if (application == lastApplication) {
            return Optional.empty();
        }
        if (lastApplication != 0 && !switches.allows(Allowance.MIXED_APPLICATIONS)) {
            return Optional.of(Refusal.inRow(rows, "application_id differs from that of the rows before"));
        }
        if (!keys.opens(application, key)) {
            throw new RefusedException(
                    new Refusal(403, "row " + rows + ": post_api_key is not the key of its application_id"));
        }
        countApplication();
        lastApplication = application;
        return Optional.empty();
    }

    private void countApplication() {
        if (rowsOfLastApplication > 0) {
            rowsOfApplication.merge(lastApplication, rowsOfLastApplication, Long::sum);
        }
        rowsOfLastApplication = 0;
    }

    private static void copy(CsvRecord from, OutputStream spool) throws IOException {
        spool.write(from.buffer(), from.recordStart(), from.recordEnd() - from.recordStart());
    }
}

package io.github.appmetricaexport.sandbox;

import io.github.appmetricaexport.sandbox.ApiSwitches.Allowance;
import io.github.appmetricaexport.sandbox.CsvRecordReader.LineEnds;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
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
    private Optional<Refusal> firstRefusal = Optional.empty();
    private long rows;
    private int lastApplication;

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
    record Result(Optional<Refusal> refusal, Map<Long, Long> rowsOfApplication) {
        /** Nothing is applied; no refusal where the request is not judged at all. */
        static Result nothing(Optional<Refusal> refusal) {
            return new Result(refusal, Map.of());
        }
    }

    /** Reads {@code body} to its end or to what it is refused for. */
    Result read(InputStream body, OutputStream spool) throws IOException {
        LineEnds lineEnds = switches.allows(Allowance.ANY_LINE_END) ? LineEnds.ANY : LineEnds.CRLF;
        CsvRecordReader reader = new CsvRecordReader(body, lineEnds);
        try {
            readRecords(reader, spool);
        } catch (MalformedCsvException malformed) {
            refuse(Refusal.badRequest(malformed.getMessage()));
        } catch (RefusedException refused) {
            // Of the wrong key and of too many rows the answer itself says that nothing was taken.
            return Result.nothing(Optional.of(refused.refusal()));
        }
        boolean applies = firstRefusal.isEmpty() || switches.allows(Allowance.PARTIAL_APPLICATION);
        return new Result(firstRefusal, applies ? rowsOfApplication : Map.of());
    }

    private void readRecords(CsvRecordReader reader, OutputStream spool) throws IOException, MalformedCsvException {
        CsvRecord header =
                reader.next().orElseThrow(() -> new RefusedException(Refusal.badRequest("the body is empty")));
        EventChecks checks = new EventChecks(header.values(), switches, now);
        spool.write(header.bytes());
        for (Optional<CsvRecord> event = reader.next(); event.isPresent(); event = reader.next()) {
            if (++rows > switches.maxRows()) {
                throw new RefusedException(new Refusal(413, "more than " + switches.maxRows() + " events"));
            }
            Optional<Refusal> problem = judge(event.get(), checks);
            if (problem.isEmpty()) {
                spool.write(event.get().bytes());
                rowsOfApplication.merge((long) lastApplication, 1L, Long::sum);
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
        firstRefusal = firstRefusal.or(() -> Optional.of(refusal));
        return !switches.allows(Allowance.PARTIAL_APPLICATION);
    }

    private Optional<Refusal> judge(CsvRecord event, EventChecks checks) {
        Optional<Refusal> problem = checks.check(event.values(), rows);
        if (problem.isPresent()) {
            return problem;
        }
        int application = checks.applicationOf(event.values());
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
        lastApplication = application;
        return Optional.empty();
    }
}

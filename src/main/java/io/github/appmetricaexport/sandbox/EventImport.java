package io.github.appmetricaexport.sandbox;

import io.github.appmetricaexport.sandbox.ApiSwitches.Allowance;
import io.github.appmetricaexport.sandbox.CsvRecordReader.CsvRecord;
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
    private final double share;
    private final Map<Long, Long> rowsOfApplication = new TreeMap<>();
    private Optional<RefusedException> firstRefusal = Optional.empty();
    private long rows;
    private int lastApplication;

    /** @param share of the rows that are spooled; 1 save where a fault applies a file in part */
    EventImport(ApiSwitches switches, KeyRing keys, Instant now, String key, double share) {
        this.switches = switches;
        this.keys = keys;
        this.now = now;
        this.key = key;
        this.share = share;
    }

    /**
     * What a body came to.
     *
     * @param refusal why the answer is not 200; none either where the request is not judged at all
     * @param rowsOfApplication the spooled events that are to be applied, by application; with a refusal empty save
     *     where files are applied in part
     */
    record Result(Optional<RefusedException> refusal, Map<Long, Long> rowsOfApplication) {
        static Result nothing(Optional<RefusedException> refusal) {
            return new Result(refusal, Map.of());
        }

        long rows() {
            return rowsOfApplication.values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    /**
     * Reads {@code body} to its end or to what it is refused for.
     *
     * @throws RefusedException where nothing of it is applied
     */
    Result read(InputStream body, OutputStream spool) throws IOException {
        try {
            readRecords(new CsvRecordReader(body, switches), spool);
        } catch (RefusedException refused) {
            note(refused);
        }
        return new Result(firstRefusal, rowsOfApplication);
    }

    private void readRecords(CsvRecordReader reader, OutputStream spool) throws IOException {
        CsvRecord header = reader.next().orElseThrow(() -> new RefusedException(400, "the body is empty"));
        EventChecks checks = new EventChecks(header.values(), switches, now);
        spool.write(header.bytes());
        for (Optional<CsvRecord> event = reader.next(); event.isPresent(); event = reader.next()) {
            if (++rows > switches.maxRows()) {
                throw new RefusedException(413, "more than " + switches.maxRows() + " events");
            }
            try {
                checks.check(event.get().values(), rows);
                checkApplication(checks.applicationOf(event.get().values()));
            } catch (RefusedException refused) {
                note(refused);
                continue;
            }
            if (isAmongTheApplied()) {
                spool.write(event.get().bytes());
                rowsOfApplication.merge((long) lastApplication, 1L, Long::sum);
            }
        }
        if (rows == 0) {
            throw new RefusedException(400, "no event follows the header");
        }
    }

    /** Of n rows {@code share * n} are, rounded down, wherever one stops to count. */
    private boolean isAmongTheApplied() {
        return (long) (rows * share) > (long) ((rows - 1) * share);
    }

    /** Keeps a refusal for the answer where the good rows are applied all the same; any other ends the reading. */
    private void note(RefusedException refused) {
        // Of the wrong key and of too many rows the answer itself says that nothing was taken.
        if (refused.status() != 400 || !switches.allows(Allowance.PARTIAL_APPLICATION)) {
            throw refused;
        }
        firstRefusal = firstRefusal.or(() -> Optional.of(refused));
    }

    private void checkApplication(int application) {
        if (application == lastApplication) {
            return;
        }
        if (lastApplication != 0 && !switches.allows(Allowance.MIXED_APPLICATIONS)) {
            throw new RefusedException(400, "row " + rows + ": application_id differs from that of the rows before");
        }
        if (!keys.opens(application, key)) {
            throw new RefusedException(403, "row " + rows + ": post_api_key is not the key of its application_id");
        }
        lastApplication = application;
    }
}

package io.github.appmetricaexport.outbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.Problem;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.lang3.StringUtils;
import org.apache.hadoop.fs.Path;

/**
 * What one run has frozen; its file is the point after which nothing is cut anew.
 *
 * <p>The file holds the parts' values side by side, in one flat object.
 */
public record Manifest(Identity identity, Origin origin, Source source, Earlier earlier, Content content, Files files) {
    /**
     * Which run it is.
     *
     * @param format version of the file's shape
     * @param runId unique among all runs of all jobs and dates
     */
    public record Identity(int format, String jobName, String date, String runId, Instant createdAt) {
        /**
         * Of a run with a {@link Fate}. Versions before, whose runs had 1, or 2 as further ones, would tell by claims alone which
         * are begun, and send what gave way.
         */
        public static final int FORMAT = 3;

        public Identity {
            if (format < 1) {
                throw new IllegalArgumentException("no format");
            }
            Objects.requireNonNull(date, "date");
            Objects.requireNonNull(runId, "runId");
            Objects.requireNonNull(createdAt, "createdAt");
        }

        /** The run's number among those of its date. */
        public int run() {
            return numberOf(runId);
        }

        /** The same of another run's id. */
        public static int numberOf(String runId) {
            return Integer.parseInt(StringUtils.substringAfterLast(runId, "-"));
        }
    }

    /**
     * What made it.
     *
     * @param planFingerprint of the settings that decide the frozen bytes
     * @param rowsFingerprint of those of them that decide what becomes of a row; null in a file of a version that had none
     */
    public record Origin(
            String appVersion,
            String sparkVersion,
            String sparkApplicationId,
            String planFingerprint,
            String rowsFingerprint,
            String configFingerprint) {
        public Origin {
            Objects.requireNonNull(planFingerprint, "planFingerprint");
        }
    }

    /**
     * What it was made of.
     *
     * @param sourcePath where files lay, or the name of a table
     * @param sourceFingerprint of the source's files as they were read
     * @param sourceRows rows by the source's own footers, or a table's by a query of its own, counted apart from the reading
     * @param skipped which of them were not wanted
     * @param sourceTable which state of a table; null of files, and of a table without versions
     * @param duplicates rows of the run with the same key; null where rows have none
     */
    public record Source(
            String sourcePath,
            String sourceFingerprint,
            long sourceRows,
            Skipped skipped,
            TableState sourceTable,
            @JsonInclude(JsonInclude.Include.NON_NULL) Duplicates duplicates) {
        public Source {
            Objects.requireNonNull(sourceFingerprint, "sourceFingerprint");
            skipped = skipped == null ? Skipped.NONE : skipped;
        }

        /** What was read, for people: of a table also its version. */
        public String words() {
            return sourceTable == null ? sourcePath : sourcePath + " as of its version " + sourceVersion();
        }

        /** Null where there is none. */
        public String sourceVersion() {
            return sourceTable == null ? null : sourceTable.version();
        }

        /** Of which all rows are wanted. */
        public Source(String sourcePath, String sourceFingerprint, long sourceRows) {
            this(sourcePath, sourceFingerprint, sourceRows, Skipped.NONE, null, null);
        }

        private Source with(Skipped unwanted) {
            return new Source(sourcePath, sourceFingerprint, sourceRows, unwanted, sourceTable, duplicates);
        }

        private Source with(Duplicates counted) {
            return new Source(sourcePath, sourceFingerprint, sourceRows, skipped, sourceTable, counted);
        }
    }

    /**
     * The rows of the source as it stands that the filter did not pick, also those of files that an earlier run of the date read.
     *
     * @param filter {@code source.filter} of the day; empty where there was none
     * @param rows for which it was not true
     * @param undecidedRows those of them for which it was NULL
     */
    public record Skipped(String filter, long rows, long undecidedRows) {
        public static final Skipped NONE = by("");

        public Skipped {
            Objects.requireNonNull(filter, "filter");
        }

        /** Before the first row is read. */
        public static Skipped by(String filter) {
            return new Skipped(filter, 0, 0);
        }

        /** How many, for people; empty where there was no filter. */
        public String words() {
            return filter.isEmpty()
                    ? ""
                    : String.format(
                            Locale.ROOT,
                            "%,d rows skipped by source.filter; for %,d of them it is NULL",
                            rows,
                            undecidedRows);
        }

        /** The same with the filter; null where there was none. */
        public String told() {
            return filter.isEmpty() ? null : filter + ": " + words();
        }

        /** With these too. */
        public Skipped plus(long moreRows, long moreUndecided) {
            return new Skipped(filter, rows + moreRows, undecidedRows + moreUndecided);
        }
    }

    /**
     * What earlier runs of the date answer for.
     *
     * @param comparedWith the ids of those runs, all that had sent anything; empty of a date's first run
     * @param bookedRows rows of the source as it stands that one of them has booked
     * @param goneRows rows that they booked and that the source no longer has, or has otherwise; what was sent of them stays sent
     * @param remadeRows of the gone rows those that were in payloads, where the settings that decide about rows were others then
     *     and rows look new: what was sent would be sent once more, made otherwise
     */
    public record Earlier(List<String> comparedWith, long bookedRows, long goneRows, long remadeRows) {
        public static final Earlier NONE = new Earlier(List.of(), 0, 0, 0);

        public Earlier {
            comparedWith = comparedWith == null ? List.of() : List.copyOf(comparedWith);
        }

        /** All rows that they booked, whether they are still there or not. */
        public long allRows() {
            return bookedRows + goneRows;
        }
    }

    /**
     * What planning came to.
     *
     * @param readRows rows of the source, as the reading counted them, less those that earlier runs booked: what is invalid, valid
     *     and skipped
     * @param invalidRows rows refused by validation
     * @param validRows rows in payloads
     * @param reasons how many rows each reason refused; a row can have several
     */
    public record Content(
            long readRows, long invalidRows, long validRows, int payloads, long bytes, Map<String, Long> reasons) {
        public Content {
            Objects.requireNonNull(reasons, "reasons");
        }

        /** That were looked at, and are valid or not. */
        public long judgedRows() {
            return validRows + invalidRows;
        }
    }

    /**
     * Where it lies.
     *
     * @param payloadList the file, beside this one, that lists the payloads: one JSON object a line
     * @param payloadListSha256 of that file
     * @param rejectFiles files of refused rows, below {@code rejects/}
     * @param sourceList the file, beside this one, that lists the source's files: one JSON object a line; null in a manifest of a
     *     version that kept no such list
     */
    public record Files(
            List<String> columns,
            String payloadList,
            String payloadListSha256,
            List<String> rejectFiles,
            String sourceList) {
        public Files {
            Objects.requireNonNull(payloadList, "payloadList");
            Objects.requireNonNull(rejectFiles, "rejectFiles");
        }
    }

    /**
     * A run before its first row is read; {@link #freezing} and {@link FrozenRun#commit} complete it.
     *
     * @param token ends the names of its lists
     */
    public static Manifest draft(Identity identity, Origin origin, Source source, List<String> columns, String token) {
        Content nothingYet = new Content(0, 0, 0, 0, 0, Map.of());
        Files names = new Files(columns, "payloads-" + token + ".jsonl", "", List.of(), "source-" + token + ".jsonl");
        return new Manifest(identity, origin, source, Earlier.NONE, nothingYet, names);
    }

    /** The same run as a further one of its date. */
    public Manifest after(Earlier runs) {
        return new Manifest(identity, origin, source, runs, content, files);
    }

    /** The same run with rows that nobody wanted. */
    public Manifest skipping(Skipped skipped) {
        return new Manifest(identity, origin, source.with(skipped), earlier, content, files);
    }

    /** The same run with what its planning froze. */
    public Manifest freezing(
            List<FrozenPayload> frozen, long read, long invalid, Map<String, Long> refused, List<String> rejects) {
        Content planned = new Content(
                read,
                invalid,
                frozen.stream().mapToLong(FrozenPayload::rows).sum(),
                frozen.size(),
                frozen.stream().mapToLong(FrozenPayload::bytes).sum(),
                refused);
        Files written = new Files(files.columns(), files.payloadList(), "", rejects, files.sourceList());
        return new Manifest(identity, origin, source, earlier, planned, written);
    }

    /** The same run with what its rows' keys say; null where nothing is counted. */
    public Manifest counting(Duplicates duplicates) {
        return new Manifest(identity, origin, source.with(duplicates), earlier, content, files);
    }

    /** The same run once the list of its payloads is written. */
    Manifest listedAs(String sha256) {
        Files listed = new Files(files.columns(), files.payloadList(), sha256, files.rejectFiles(), files.sourceList());
        return new Manifest(identity, origin, source, earlier, content, listed);
    }

    /** @throws ConfigException when a later version wrote it, which may have kept its claims elsewhere */
    static Manifest read(Path file, byte[] json) throws IOException {
        ObjectNode flat = Json.read(json, ObjectNode.class);
        int format = flat.path("format").asInt();
        if (format > Identity.FORMAT) {
            throw new ConfigException(List.of(new Problem(
                    "work.path",
                    file.toString(),
                    "was written by a later version of the job (format " + format + ", this one knows up to "
                            + Identity.FORMAT + "): go on with that version")));
        }
        return new Manifest(
                Json.convert(flat, Identity.class),
                Json.convert(flat, Origin.class),
                Json.convert(flat, Source.class),
                Json.convert(flat, Earlier.class),
                Json.convert(flat, Content.class),
                Json.convert(flat, Files.class));
    }

    byte[] write() {
        return Json.writeForPeople(Json.flat(identity, origin, source, earlier, content, files));
    }
}

package io.github.appmetricaexport.gate;

import io.github.appmetricaexport.config.ApiOptions;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.results.DailyBudget;
import io.github.appmetricaexport.results.DayBounds;
import io.github.appmetricaexport.results.Objection;
import io.github.appmetricaexport.results.Objection.Code;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What must hold before the first byte goes to an API that cannot forget. */
record Gate(ExportConfig config) {
    /** Whoever has to set a thousand keys sees by ten of them what is the matter. */
    private static final int MOST_KEYS = 10;

    /**
     * What the checks look at.
     *
     * @param oldest of the events; null when nothing waits or age no longer decides for all
     * @param keys of the applications that they belong to
     * @param deadline when this run begins its last request; planning took the same
     */
    record Facts(Manifest manifest, Events events, Instant oldest, Keys keys, Instant deadline) {}

    /**
     * How many there are.
     *
     * @param toSend now and, where the budget asks for that, later
     * @param spent within the last 24 hours
     * @param inLargest payload that is to be sent
     */
    record Events(long toSend, long spent, int inLargest) {}

    /**
     * What the executors found of keys.
     *
     * @param applications that need one
     * @param missing one sentence per application without
     */
    record Keys(int applications, List<String> missing) {}

    /** Why nothing may be sent, each with what to do; empty when the gate is open. */
    List<Objection> objections(Facts facts) {
        List<Objection> objections = new ArrayList<>();
        Manifest.Content planned = facts.manifest().content();
        long sourceRows = facts.manifest().source().sourceRows();
        Manifest.Earlier earlier = facts.manifest().earlier();
        // Of what the filter does not pick nobody knows whether it is valid.
        Manifest.Skipped skipped = facts.manifest().source().skipped();
        long wantedRows = sourceRows - skipped.rows();
        // Of a further run few rows are new: it is the day that is judged, and not one odd row among three late ones.
        double invalidShare = (double) planned.invalidRows() / wantedRows;
        double maxInvalidShare = config.value(ExportOptions.MAX_INVALID_SHARE);
        if (planned.readRows() + earlier.bookedRows() != sourceRows
                || planned.judgedRows() + skipped.rows() != planned.readRows()) {
            objections.add(new Objection(
                    Code.ROWS_DO_NOT_ADD_UP,
                    String.format(
                            Locale.ROOT,
                            "rows do not add up: the source counts %,d, planning read %,d, of which %,d valid, %,d invalid and"
                                    + " %,d skipped, and %,d are booked by earlier runs."
                                    + " The source changed while it was read, or a reader option drops rows: run again",
                            sourceRows,
                            planned.readRows(),
                            planned.validRows(),
                            planned.invalidRows(),
                            skipped.rows(),
                            earlier.bookedRows())));
        }
        if (wantedRows > 0 && invalidShare > maxInvalidShare) {
            objections.add(new Objection(
                    Code.TOO_MANY_INVALID,
                    String.format(
                            Locale.ROOT,
                            "%.2f %% of the rows are invalid (%,d of %,d), gate.max-invalid-share allows %.2f %%: see the reasons,"
                                    + " mend the source or the mapping, or raise gate.max-invalid-share",
                            100 * invalidShare,
                            planned.invalidRows(),
                            wantedRows,
                            100 * maxInvalidShare)));
        }
        objections.addAll(DayBounds.of(config).objections(facts.keys().applications(), planned.bytes()));
        if (facts.events().toSend() == 0) {
            return objections;
        }
        ofBudget(facts.events()).ifPresent(objections::add);
        Instant oldestAllowed = facts.deadline().minus(config.ageWindow());
        if (facts.oldest() != null && facts.oldest().isBefore(oldestAllowed)) {
            objections.add(new Objection(
                    Code.TOO_OLD,
                    String.format(
                            "the oldest event to send is of %s: it leaves the API's age window (api.max-event-age less"
                                    + " api.event-age-margin) before upload.deadline. Shorten upload.deadline, or plan the date anew",
                            facts.oldest())));
        }
        objections.addAll(ofKeys(facts.keys().missing()));
        return objections;
    }

    /** Whether the rows of a further run are new at all: asked until it is begun, then that is decided. */
    List<Objection> ofLateRows(Manifest further) {
        Manifest.Content planned = further.content();
        Manifest.Earlier earlier = further.earlier();
        double share = config.value(ExportOptions.MAX_LATE_SHARE);
        String runs = String.join(", ", earlier.comparedWith());
        List<Objection> objections = new ArrayList<>();
        if (!earlier.comparedWith().isEmpty() && planned.judgedRows() > share * earlier.allRows()) {
            objections.add(new Objection(
                    Code.TOO_MANY_LATE,
                    String.format(
                            Locale.ROOT,
                            "%,d rows look new beside the %,d that %s booked, which is more than gate.max-late-share = %s of them; %,d that"
                                    + " were booked are gone. A changed mapping makes every row look new, a wider source.filter many, and so do files that were"
                                    + " written again beside the old ones: sent, their events would count twice for ever. Compare the"
                                    + " payloads of this run with those of the earlier ones; then take the change back, or, if the rows"
                                    + " are new indeed, raise gate.max-late-share for this run. source.late-rows = warn leaves them"
                                    + " behind",
                            planned.judgedRows(),
                            earlier.allRows(),
                            runs,
                            BigDecimal.valueOf(share).toPlainString(),
                            earlier.goneRows())));
        }
        if (earlier.remadeRows() > 0 && share < 1) {
            objections.add(new Objection(
                    Code.SENT_ROWS_REMADE,
                    String.format(
                            Locale.ROOT,
                            "the mapping, or another setting that decides about rows, has changed since %s, and %,d rows that were sent"
                                    + " are not what they were: made otherwise they look new, and their events would count twice for"
                                    + " ever. Take the change back, make it for refused rows alone, or leave late rows behind:"
                                    + " source.late-rows = warn. If it was the source that changed these rows, set"
                                    + " gate.max-late-share = 1 for this run",
                            runs,
                            earlier.remadeRows())));
        }
        return objections;
    }

    private Optional<Objection> ofBudget(Events events) {
        long budget = config.value(ApiOptions.DAILY_EVENT_BUDGET);
        if (DailyBudget.allowsParts(config)) {
            return events.inLargest() <= budget
                    ? Optional.empty()
                    : Optional.of(new Objection(
                            Code.PAYLOAD_OVER_BUDGET,
                            String.format(
                                    Locale.ROOT,
                                    "a payload of %,d events never fits api.daily-event-budget = %,d: raise the budget, or, while"
                                            + " no run of the date was begun, set payload.max-rows to that at most",
                                    events.inLargest(),
                                    budget)));
        }
        long left = budget - events.spent();
        return events.toSend() <= left
                ? Optional.empty()
                : Optional.of(new Objection(
                        Code.OVER_BUDGET,
                        String.format(
                                Locale.ROOT,
                                "%,d events are to be sent, %,d are left of api.daily-event-budget = %,d (%,d were sent within 24"
                                        + " hours): wait, raise the budget, or set api.when-over-budget = send-what-fits",
                                events.toSend(),
                                Math.max(0, left),
                                budget,
                                events.spent())));
    }

    private static List<Objection> ofKeys(List<String> missing) {
        Stream<String> sentences = missing.stream().limit(MOST_KEYS);
        int more = missing.size() - MOST_KEYS;
        return (more > 0
                        ? Stream.concat(
                                sentences, Stream.of(String.format(Locale.ROOT, "and %,d more applications", more)))
                        : sentences)
                .map(sentence -> new Objection(Code.KEY_MISSING, sentence))
                .toList();
    }
}

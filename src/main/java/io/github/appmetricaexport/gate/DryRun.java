package io.github.appmetricaexport.gate;

import io.github.appmetricaexport.gate.Preflight.Checked;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.results.WhatFits;
import io.github.appmetricaexport.runtime.Console;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Tells what an export would send, without sending it. */
public final class DryRun {
    private static final int MOST_GROUPS = 20;
    private static final int MOST_PAYLOADS = 20;

    private DryRun() {}

    public static RunOutcome report(FrozenRun run, Checked checked, Console console) {
        List<FrozenPayload> toSend = checked.part().map(WhatFits::now).orElseGet(checked::toSend);
        Manifest manifest = run.manifest();
        Formatter text = new Formatter(Locale.ROOT);
        text.format(
                "%ndry run of %s, %s: nothing was sent%n%n  would send %,d events in %,d payloads, %,.1f MB; %,d of %,d rows"
                        + " are invalid%n",
                manifest.identity().jobName(),
                manifest.identity().date(),
                toSend.stream().mapToLong(FrozenPayload::rows).sum(),
                toSend.size(),
                toSend.stream().mapToLong(FrozenPayload::bytes).sum() / 1e6,
                manifest.content().invalidRows(),
                manifest.content().judgedRows());
        String skipped = manifest.source().skipped().words();
        if (!skipped.isEmpty()) {
            text.format("  %s%n", skipped);
        }
        if (checked.toSend().size() < run.payloads().size()) {
            text.format(
                    "  the other %,d of the %,d payloads are settled or in doubt, see status%n",
                    run.payloads().size() - checked.toSend().size(),
                    run.payloads().size());
        }
        checked.part().ifPresent(part -> later(part, text));
        Optional.ofNullable(manifest.source().duplicates())
                .ifPresent(found -> text.format("  same key: %s%n", found.sentence()));
        text.format("%n");
        groups(toSend, text);
        manifest.content().reasons().forEach((reason, count) -> text.format("  %,12d  %s%n", count, reason));
        if (!toSend.isEmpty()) {
            payloads(run, toSend, text);
        }
        if (checked.isOpen()) {
            text.format(
                    checked.toSend().isEmpty()
                            ? "  nothing is left to send%n"
                            : "  gate     open: export without --dry-run sends these very bytes%n");
        }
        checked.objections().forEach(objection -> text.format("  gate     refused: %s%n", objection.sentence()));
        console.show(text.toString());
        return checked.isOpen() ? RunOutcome.COMPLETE : RunOutcome.GATE_REFUSED;
    }

    private static void later(WhatFits part, Formatter text) {
        if (part.waiting().holdsAny()) {
            text.format("  later: %s%n", part.waiting().sentence());
        }
        if (!part.tooOld().isEmpty()) {
            text.format(
                    "  never: %,d events in %,d payloads, the API is too late for them%n",
                    part.tooOld().stream().mapToLong(FrozenPayload::rows).sum(),
                    part.tooOld().size());
        }
    }

    private static void groups(List<FrozenPayload> toSend, Formatter text) {
        Map<String, LongSummaryStatistics> groups = toSend.stream()
                .collect(Collectors.groupingBy(
                        DryRun::group, TreeMap::new, Collectors.summarizingLong(FrozenPayload::rows)));
        groups.entrySet().stream()
                .limit(MOST_GROUPS)
                .forEach(group -> text.format(
                        "  %-40s %,12d events %,6d payloads%n",
                        group.getKey(),
                        group.getValue().getSum(),
                        group.getValue().getCount()));
        if (groups.size() > MOST_GROUPS) {
            text.format("  and %,d more applications and identifiers%n", groups.size() - MOST_GROUPS);
        }
    }

    private static void payloads(FrozenRun run, List<FrozenPayload> toSend, Formatter text) {
        text.format("%n  the exact payloads, below %s%n", run.paths().payloads());
        toSend.stream()
                .limit(MOST_PAYLOADS)
                .forEach(payload -> text.format(
                        "  %s  %s  %,d events  %,d bytes%n",
                        payload.payloadId(), payload.file(), payload.rows(), payload.bytes()));
        if (toSend.size() > MOST_PAYLOADS) {
            text.format(
                    "  and %,d more, all in %s%n",
                    toSend.size() - MOST_PAYLOADS,
                    run.paths().named(run.manifest().files().payloadList()));
        }
        if (run.manifest().content().invalidRows() > 0) {
            text.format("  the invalid rows, below %s%n", run.paths().rejects());
        }
    }

    private static String group(FrozenPayload payload) {
        return "application " + payload.applicationId() + ", by "
                + payload.identifierKind().label();
    }
}

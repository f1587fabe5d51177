package io.github.appmetricaexport.gate;

import io.github.appmetricaexport.gate.Preflight.Checked;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.runtime.Console;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Tells what an export would send, without sending it. */
public final class DryRun {
    private static final int MOST_PAYLOADS = 20;

    private DryRun() {}

    public static RunOutcome report(FrozenRun run, Checked checked, Console console) {
        List<FrozenPayload> toSend = checked.toSend();
        Manifest manifest = run.manifest();
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%ndry run of %s, %s: nothing was sent%n%n  would send %,d events in %,d payloads, %,.1f MB; %,d of %,d rows"
                        + " are invalid%n",
                manifest.identity().jobName(),
                manifest.identity().date(),
                toSend.stream().mapToLong(FrozenPayload::rows).sum(),
                toSend.size(),
                toSend.stream().mapToLong(FrozenPayload::bytes).sum() / 1e6,
                manifest.content().invalidRows(),
                manifest.content().readRows()));
        if (toSend.size() < run.payloads().size()) {
            text.append(String.format(
                    Locale.ROOT,
                    "  the other %,d of the %,d payloads are settled or in doubt, see status%n",
                    run.payloads().size() - toSend.size(),
                    run.payloads().size()));
        }
        text.append('\n');
        applications(toSend)
                .forEach((group, totals) -> text.append(String.format(
                        Locale.ROOT, "  %-40s %,12d events %,6d payloads%n", group, totals[0], totals[1])));
        manifest.content()
                .reasons()
                .forEach((reason, count) -> text.append(String.format(Locale.ROOT, "  %,12d  %s%n", count, reason)));
        if (!toSend.isEmpty()) {
            payloads(run, toSend, text);
        }
        if (checked.isOpen()) {
            text.append(
                    toSend.isEmpty()
                            ? "  nothing is left to send\n"
                            : "  gate     open: export without --dry-run sends these very bytes\n");
        }
        checked.objections()
                .forEach(objection -> text.append("  gate     refused: ")
                        .append(objection.sentence())
                        .append('\n'));
        console.show(text.toString());
        return checked.isOpen() ? RunOutcome.COMPLETE : RunOutcome.GATE_REFUSED;
    }

    private static void payloads(FrozenRun run, List<FrozenPayload> toSend, StringBuilder text) {
        text.append("\n  the exact payloads, below ")
                .append(run.paths().payloads())
                .append('\n');
        toSend.stream()
                .limit(MOST_PAYLOADS)
                .forEach(payload -> text.append(String.format(
                        Locale.ROOT,
                        "  %s  %s  %,d events  %,d bytes%n",
                        payload.payloadId(),
                        payload.file(),
                        payload.rows(),
                        payload.bytes())));
        if (toSend.size() > MOST_PAYLOADS) {
            text.append(String.format(
                    Locale.ROOT,
                    "  and %,d more, all in %s%n",
                    toSend.size() - MOST_PAYLOADS,
                    run.paths().named(run.manifest().files().payloadList())));
        }
        if (run.manifest().content().invalidRows() > 0) {
            text.append("  the invalid rows, below ")
                    .append(run.paths().rejects())
                    .append('\n');
        }
    }

    private static Map<String, long[]> applications(List<FrozenPayload> payloads) {
        Map<String, long[]> totals = new TreeMap<>();
        for (FrozenPayload payload : payloads) {
            long[] total = totals.computeIfAbsent(
                    "application " + payload.applicationId() + ", by "
                            + payload.identifierKind().label(),
                    first -> new long[2]);
            total[0] += payload.rows();
            total[1]++;
        }
        return totals;
    }
}

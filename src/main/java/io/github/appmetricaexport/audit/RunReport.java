package io.github.appmetricaexport.audit;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.outbox.DateOutbox;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.results.EvidenceSummary;
import io.github.appmetricaexport.results.ReportHtml;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.results.WhatFits.Waiting;
import io.github.appmetricaexport.runtime.FileSystems;
import io.github.appmetricaexport.settle.Advice;
import io.github.appmetricaexport.settle.Settlement;
import io.github.appmetricaexport.settle.Settlement.Settled;
import io.github.appmetricaexport.settle.Summary;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The last run of a date as a page for a browser. Reads the outbox only, at any time, wherever the tables are. */
public final class RunReport {
    private RunReport() {}

    /**
     * Draws it up.
     *
     * @throws ConfigException when nothing is frozen for the date
     */
    public static String html(ExportConfig config, LocalDate date, Instant now) {
        try (Store store = FileSystems.openWork(config, FileSystems.submitted())) {
            DateOutbox outbox = new DateOutbox(store, config, date);
            FrozenRun run = outbox.requireFrozen();
            Optional<Summary> summary = Summary.read(store, run.paths());
            List<String> objections = summary.filter(said -> said.is(RunOutcome.GATE_REFUSED))
                    .map(last -> last.refusal().objections())
                    .orElse(List.of());
            List<String> warnings =
                    summary.map(last -> last.remarks().warnings()).orElse(List.of());
            Settled settled = Settlement.draw(run, new Journal(store, run.paths()), objections, warnings, now);
            List<String> advice = summary.filter(said -> said.is(settled.run().outcome()))
                    .map(last -> last.remarks().next())
                    .orElseGet(() -> Advice.of(config, settled, List.of(), Map.of(), Waiting.NONE));
            return new ReportHtml(
                            settled.run(),
                            settled.payloads(),
                            EvidenceSummary.read(store, run.paths()),
                            advice,
                            places(config, run.paths()),
                            now)
                    .html();
        }
    }

    private static Map<String, String> places(ExportConfig config, RunPaths paths) {
        Map<String, String> places = new LinkedHashMap<>();
        String tables = config.value(ExportOptions.RESULTS_TABLES);
        places.put("tables", tables.isEmpty() ? config.value(ExportOptions.RESULTS_PATH) : tables);
        places.put("outbox", paths.root());
        return places;
    }
}

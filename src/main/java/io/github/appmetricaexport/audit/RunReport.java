package io.github.appmetricaexport.audit;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.outbox.DateOutbox;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.results.EvidenceSummary;
import io.github.appmetricaexport.results.ReportHtml;
import io.github.appmetricaexport.results.WhatFits.Waiting;
import io.github.appmetricaexport.runtime.FileSystems;
import io.github.appmetricaexport.settle.Advice;
import io.github.appmetricaexport.settle.DateAccount;
import io.github.appmetricaexport.settle.DateAccount.RunAccount;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A date over its runs as a page for a browser. Reads the outbox only, at any time, wherever the tables are. */
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
            DateAccount account = DateAccount.draw(store, outbox.requireCounting(), now);
            List<ReportHtml.Run> runs = account.runs().stream()
                    .map(run -> new ReportHtml.Run(
                            run.settled().run(),
                            run.settled().payloads(),
                            EvidenceSummary.read(store, run.frozen().paths())))
                    .toList();
            List<String> advice = account.runs().stream()
                    .flatMap(run -> advice(config, run).stream())
                    .toList();
            String root = runs.size() == 1
                    ? account.runs().get(0).frozen().paths().root()
                    : outbox.folder().toString();
            return new ReportHtml(runs, advice, places(config, root), now).html();
        }
    }

    /** Of its last export, unless it has come to something else since. */
    private static List<String> advice(ExportConfig config, RunAccount run) {
        return run.said()
                .filter(said -> said.is(run.settled().run().outcome()))
                .map(said -> said.remarks().next())
                .orElseGet(() -> Advice.of(config, run.settled(), List.of(), Map.of(), Waiting.NONE));
    }

    private static Map<String, String> places(ExportConfig config, String outbox) {
        Map<String, String> places = new LinkedHashMap<>();
        String tables = config.value(ExportOptions.RESULTS_TABLES);
        places.put("tables", tables.isEmpty() ? config.value(ExportOptions.RESULTS_PATH) : tables);
        places.put("outbox", outbox);
        return places;
    }
}

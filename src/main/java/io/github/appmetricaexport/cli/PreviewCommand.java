package io.github.appmetricaexport.cli;

import io.github.appmetricaexport.config.VisibleText;
import io.github.appmetricaexport.plan.PreviewedPayload;
import io.github.appmetricaexport.runtime.Console;
import io.github.appmetricaexport.trial.DayPreview;
import io.github.appmetricaexport.trial.PreviewAnswer;
import io.github.appmetricaexport.trial.PreviewText;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code preview}: is the mapping right. */
@Command(
        name = "preview",
        description = {
            "Shows rows of a day on their way: what the source has, the fields as they would be sent, the reasons against a row."
                    + " By the very rules of an export; reads no more of the day than it needs, writes nothing, asks no server"
                    + " and needs no key.",
            ""
        },
        footer = {
            "",
            "Its output holds values of your rows; no log does.",
            "",
            "Examples:",
            "  jobs/submit.sh preview --config my.conf --date 2026-11-22",
            "  jobs/submit.sh preview --config my.conf --date 2026-11-22 --rows 3 --where \"action = 'purchase'\"",
            "  jobs/submit.sh preview --config my.conf --date 2026-11-22 --only-invalid",
            "  jobs/submit.sh preview --config my.conf --date 2026-11-22 --csv > events.csv"
        })
final class PreviewCommand extends DateCommand {
    /** More is no look, and has to fit into the driver's memory. */
    private static final int MOST_ROWS = 1_000;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "10",
            description = "How many, 1 to 1000; 10 if left out.")
    private int rows;

    @Option(
            names = "--where",
            paramLabel = "SQL",
            defaultValue = "",
            description =
                    "Only rows for which this holds: Spark SQL over the source's columns; {date} stands for the day.")
    private String where;

    @Option(names = "--only-invalid", description = "Only rows that an export would refuse.")
    private boolean onlyInvalid;

    @Option(
            names = "--csv",
            description =
                    "The bytes that would be sent, and nothing else: of each payload its header and its rows. An empty line"
                            + " stands between two payloads.")
    private boolean csv;

    @Mixin
    private OutputOption output;

    @Override
    public Integer call() {
        if (rows < 1 || rows > MOST_ROWS) {
            throw new ParameterException(spec.commandLine(), "--rows " + rows + ": write 1 to " + MOST_ROWS);
        }
        if (csv && output.isJson()) {
            throw new ParameterException(
                    spec.commandLine(), "--csv is no JSON: leave out one of --csv and --output json");
        }
        if (csv && onlyInvalid) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--csv shows what would be sent, and of --only-invalid nothing would: leave one out");
        }
        DayPreview.Request request =
                new DayPreview.Request(onlyInvalid ? DayPreview.Rows.REFUSED : DayPreview.Rows.FIRST, rows, where);
        // Standard output is for the rows alone.
        Console words = new Console(System.err, Clock.systemUTC());
        DayPreview preview = DayPreview.of(config(), date(), request, words);
        if (output.isJson()) {
            return output.print(0, PreviewAnswer.of(preview));
        }
        if (csv) {
            printPayloads(preview, words);
        } else {
            System.out.print(VisibleText.page(PreviewText.of(preview)));
        }
        return 0;
    }

    private static void printPayloads(DayPreview day, Console words) {
        String between = "";
        for (PreviewedPayload payload : day.preview().payloads()) {
            words.say("application " + payload.applicationId() + ", by "
                    + payload.identifierKind().label() + ": " + payload.rows()
                    + (payload.rows() == 1 ? " row" : " rows"));
            // Bytes as they are: a terminal's own character set has no say in them.
            System.out.writeBytes((between + payload.csv()).getBytes(StandardCharsets.UTF_8));
            between = "\r\n";
        }
        System.out.flush();
        long refused =
                day.preview().rows().stream().filter(row -> row.isRefused()).count();
        if (refused > 0) {
            words.say(refused + " of " + day.preview().rows().size() + " rows are refused, and in no payload");
        }
    }
}

package io.github.appmetricaexport.cli;

import io.github.appmetricaexport.sample.SampleDataJob;
import io.github.appmetricaexport.sandbox.SampleEvents;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sample-data}: a day of events to try the export with. */
@Command(
        name = "sample-data",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Writes a day of plausible offline events as Parquet, about 500,000 rows a file.",
            "",
            "The table has a backend's own column names, two kinds of identifier, nested parameters, every script,"
                    + " quotes and line breaks inside values, and a share of rows that are bad in every way that the"
                    + " Post API knows. The same seed gives the same rows on any number of cores.",
            ""
        },
        footer = {
            "",
            "Example, for the day before today, so that no event lies in the future:",
            "  sample-data --out target/lake/dt=2026-11-20 --date 2026-11-20 --rows 200000"
        })
public final class SampleDataCommand implements Callable<Integer> {
    private static final String DEFAULT = " Default: ${DEFAULT-VALUE}.";

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Folder to write, of any file system that Spark knows. What is in it is replaced.")
    private String out;

    @Option(
            names = "--date",
            paramLabel = "D",
            required = true,
            description = "The day, UTC, as YYYY-MM-DD. The API takes events of the last 14 days.")
    private LocalDate date;

    @Option(names = "--rows", paramLabel = "N", required = true, description = "How many rows, bad ones included.")
    private long rows;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Draws the rows." + DEFAULT)
    private long seed;

    @Option(
            names = "--bad-share",
            paramLabel = "X",
            defaultValue = "0.02",
            description = "Share of bad rows, 0 to 1." + DEFAULT)
    private double badShare;

    @Option(
            names = "--application",
            paramLabel = "A",
            defaultValue = "1111,2222,3333",
            split = ",",
            description = "Applications, the first with most events; repeatable." + DEFAULT)
    private List<Integer> applications;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        SampleDataJob.Summary summary = job().run();
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "%,d rows (%,d of them bad) in %,d files, %,d bytes, in %s%n",
                summary.rows(),
                summary.badRows(),
                summary.files(),
                summary.bytes(),
                summary.out());
        out.flush();
        return 0;
    }

    private SampleDataJob job() {
        try {
            return new SampleDataJob(new SampleEvents(seed, date, badShare, applications), out, rows);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
        }
    }
}

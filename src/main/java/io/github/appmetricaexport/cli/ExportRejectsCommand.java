package io.github.appmetricaexport.cli;

import io.github.appmetricaexport.audit.ExportRejects;
import io.github.appmetricaexport.runtime.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code export-rejects}: the refused rows, to be mended. */
@Command(
        name = "export-rejects",
        description = {
            "Writes the refused rows of a date as Parquet: a text column for every field of the API, and beside them why each"
                    + " row was refused. Mended, they are sent by a further export with conf/rejects.conf. Sends nothing.",
            "",
            "The files hold personal data.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  jobs/submit.sh export-rejects --config my.conf --date 2026-11-22 --out s3a://lake/mending/2026-11-22"
        })
final class ExportRejectsCommand extends DateCommand {
    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "The folder to write, of any file system that Spark knows; not there, or empty.")
    private String out;

    @Override
    public Integer call() {
        ExportRejects.of(config(), date(), out, Console.ofProcess());
        return 0;
    }
}

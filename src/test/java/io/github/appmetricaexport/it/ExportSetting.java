package io.github.appmetricaexport.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A configuration with folders of its own for one test.
 *
 * @param folder holds the configuration, the outbox, the results and the logs
 * @param environment of the submission: the keys
 */
public record ExportSetting(Path folder, String date, Map<String, String> environment) {
    public static final String APPLICATION = "1111";

    /** A setting whose source is the sample day in that lake. */
    public static ExportSetting write(Path folder, Path lake, String date, String baseUrl, String key, String... more)
            throws IOException {
        Files.createDirectories(folder);
        List<String> lines = new ArrayList<>(List.of(
                "job.name = it",
                "source.path = \"file://" + lake + "/dt={date}\"",
                "mapping { application_id = application, profile_id = \"coalesce(login, cast(user_id as string))\"",
                "appmetrica_device_id = device_hash, event_name = action, event_timestamp = \"unix_timestamp(at)\"",
                "event_json = \"coalesce(raw_params, to_json(params))\" }",
                "api.base-url = \"" + baseUrl + "\"",
                "work { path = \"file://" + folder.resolve("work") + "\", lock-timeout = 3s }",
                "results.path = \"file://" + folder.resolve("results") + "\""));
        lines.addAll(List.of(more));
        Files.write(folder.resolve("export.conf"), lines);
        return new ExportSetting(folder, date, Map.of("APPMETRICA_POST_API_KEY_" + APPLICATION, key));
    }

    public ExportSetting withEnvironment(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(environment);
        more.put(name, value);
        return new ExportSetting(folder, date, more);
    }

    /** Submits the export; its output goes to a file of that name in the folder. */
    public SparkSubmitProcess submit(String log, String... sparkOptions) {
        return submit(log, List.of(sparkOptions), "export");
    }

    /** Submits a command, with options of its own behind its name. */
    public SparkSubmitProcess submit(String log, List<String> sparkOptions, String... command) {
        List<String> arguments = new ArrayList<>(sparkOptions);
        arguments.addAll(List.of(command));
        arguments.addAll(List.of("--config", folder.resolve("export.conf").toString(), "--date", date));
        return SparkSubmitProcess.start(folder.resolve(log), environment, arguments);
    }

    /** The folder of the date's runs. */
    public Path outbox() {
        return folder.resolve("work/it/date=" + date);
    }
}

package io.github.appmetricaexport.jobs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code jobs/submit.sh} with a spark-submit that only writes down what it was called with. */
final class SubmitScript {
    static final Path PROJECT = Path.of(System.getProperty("project.root"));

    private final Path folder;
    private final Map<String, String> environment = new LinkedHashMap<>();

    /** @param folder empty; it is the current directory of the submissions */
    SubmitScript(Path folder) throws IOException {
        this.folder = folder;
        Path spark = Files.createDirectories(folder.resolve("spark/bin")).resolve("spark-submit");
        Files.writeString(
                spark,
                "#!/bin/sh\nprintf '%s' \"${SPARK_SUBMIT_OPTS:-}\" > '" + folder.resolve("submit-options")
                        + "'\nfor word in \"$@\"; do printf '%s\\0' \"$word\"; done > '" + folder.resolve("arguments")
                        + "'\n");
        Files.setPosixFilePermissions(spark, PosixFilePermissions.fromString("rwxr-xr-x"));
        environment.put("SPARK_HOME", folder.resolve("spark").toString());
        environment.put("APPMETRICA_EXPORT_JAR", "/the/job.jar");
    }

    SubmitScript with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    SubmitScript without(String variable) {
        environment.remove(variable);
        return this;
    }

    /** Has spark-submit log these lines, and end with 0 as it does on Kubernetes. */
    SubmitScript logging(String... lines) throws IOException {
        Path log = Files.write(folder.resolve("log"), List.of(lines));
        Files.writeString(
                folder.resolve("spark/bin/spark-submit"), "cat '" + log + "' >&2\n", StandardOpenOption.APPEND);
        return this;
    }

    /** Runs the script. */
    Submission submit(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(PROJECT.resolve("jobs/submit.sh").toString());
        command.addAll(List.of(arguments));
        return run(command);
    }

    /** Gives a text to a shell, as a person who pastes it. */
    Submission paste(String text) throws IOException, InterruptedException {
        return run(List.of("bash", "-c", text));
    }

    private Submission run(List<String> command) throws IOException, InterruptedException {
        Path written = folder.resolve("arguments");
        Files.deleteIfExists(written);
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        List.of("HADOOP_CONF_DIR", "YARN_CONF_DIR", "SPARK_CONF_DIR", "SPARK_SUBMIT_OPTS", "APPMETRICA_EXPORT_JAR")
                .forEach(builder.environment()::remove);
        builder.environment().putAll(environment);
        int exitCode = builder.start().waitFor();
        List<String> words = new ArrayList<>();
        if (Files.exists(written)) {
            words.addAll(List.of(Files.readString(written).split("\0", -1)));
            words.remove(words.size() - 1);
        }
        return new Submission(
                exitCode,
                words,
                Files.exists(folder.resolve("submit-options"))
                        ? Files.readString(folder.resolve("submit-options"))
                        : "",
                new String(Files.readAllBytes(out), StandardCharsets.UTF_8),
                new String(Files.readAllBytes(err), StandardCharsets.UTF_8));
    }

    /**
     * What came of it.
     *
     * @param arguments what spark-submit was called with; empty when it was not called
     * @param submitOptions Java options of spark-submit's own process
     */
    record Submission(int exitCode, List<String> arguments, String submitOptions, String out, String err) {
        /** The value of an option given once; null without it. */
        String option(String name) {
            int at = arguments.indexOf(name);
            return at < 0 ? null : arguments.get(at + 1);
        }

        /** The value that Spark takes of a setting: the last one; null without it. */
        String setting(String key) {
            String value = null;
            for (int i = 0; i + 1 < arguments.size(); i++) {
                if (arguments.get(i).equals("--conf") && arguments.get(i + 1).startsWith(key + "=")) {
                    value = arguments.get(i + 1).substring(key.length() + 1);
                }
            }
            return value;
        }

        /** What follows the jar. */
        List<String> ofTheJob() {
            int jar = arguments.indexOf("/the/job.jar");
            return arguments.subList(jar + 1, arguments.size());
        }
    }
}

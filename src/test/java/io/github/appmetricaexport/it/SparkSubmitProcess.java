package io.github.appmetricaexport.it;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One real spark-submit, through {@code jobs/submit.sh} and the Spark distribution of the build. */
public final class SparkSubmitProcess extends ChildProcess {
    private SparkSubmitProcess(List<String> command, Path folder, Map<String, String> environment, Path log) {
        super(command, folder, environment, log);
    }

    /**
     * Starts it.
     *
     * @param log takes what it prints
     * @param arguments of {@code jobs/submit.sh}
     */
    public static SparkSubmitProcess start(Path log, Map<String, String> environment, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Project.ROOT.resolve("jobs/submit.sh").toString());
        command.addAll(arguments);
        return new SparkSubmitProcess(command, Project.ROOT, environment, log);
    }
}

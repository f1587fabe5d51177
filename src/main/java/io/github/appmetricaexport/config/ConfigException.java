package io.github.appmetricaexport.config;

import java.util.List;
import java.util.stream.Collectors;

/** What the job was told is wrong; the message lists every problem found, one a line. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    public ConfigException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** The problems, in the order they were found; at least one. */
    public List<Problem> problems() {
        return problems;
    }
}

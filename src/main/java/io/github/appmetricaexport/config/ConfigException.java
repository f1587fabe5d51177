package io.github.appmetricaexport.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the job was told is wrong; the message lists every problem found, one a line. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;
    private final transient MappingDraft draft;

    public ConfigException(List<Problem> problems) {
        this(problems, null);
    }

    /** @param draft what of the mapping could be read in spite of the problems, or null */
    ConfigException(List<Problem> problems, MappingDraft draft) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
        this.draft = draft;
    }

    /** The problems, in the order they were found; at least one. */
    public List<Problem> problems() {
        return problems;
    }

    /** The mapping, where enough of the configuration was sound to check it against the source. */
    public Optional<MappingDraft> mappingDraft() {
        return Optional.ofNullable(draft);
    }
}

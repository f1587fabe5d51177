package io.github.appmetricaexport.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigException.UnresolvedSubstitution;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigResolver;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replaces {@code ${NAME}} by another option or a variable of the environment; never by a system property. */
final class Substitutions implements ConfigResolver {
    /** Stands for what a missing variable would have said, so that the rest can be checked all the same. */
    private static final String MISSING = "\0";

    private static final Pattern NAME = Pattern.compile("\\$\\{([^}]+)}");

    private final Map<String, String> environment;
    private final Set<String> missing = new HashSet<>();

    Substitutions(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Resolves all substitutions; each that stands for nothing is a problem. Empty when they cannot be resolved at all. */
    Optional<Config> resolve(Config config, List<Problem> problems) {
        ConfigResolveOptions options =
                ConfigResolveOptions.defaults().setUseSystemEnvironment(false).appendResolver(this);
        while (true) {
            try {
                return Optional.of(config.resolve(options));
            } catch (UnresolvedSubstitution unresolved) {
                if (!isReportedAsMissing(unresolved, problems)) {
                    return Optional.empty();
                }
            } catch (ConfigException doesNotFit) {
                // Its message quotes values, which may have come from the environment.
                problems.add(new Problem("${…}", "", "joins a text with a section or a list" + place(doesNotFit)));
                return Optional.empty();
            }
        }
    }

    /** Whether the substitution can be left open; the other case of this exception is one that refers to itself. */
    private boolean isReportedAsMissing(UnresolvedSubstitution unresolved, List<Problem> problems) {
        // The message is the only place where the library names the substitution, or says which case it is.
        Matcher expression = NAME.matcher(unresolved.getMessage());
        String name = expression.find() ? expression.group(1) : "…";
        if (unresolved.getMessage().contains("part of a cycle")) {
            problems.add(new Problem("${" + name + "}", "", "refers to itself in a circle" + place(unresolved)));
            return false;
        }
        String remedy = "must be set in the environment; write ${?" + name + "} if it may be absent";
        problems.add(new Problem("${" + name + "}", "", remedy + place(unresolved)));
        return missing.add(name);
    }

    private static String place(ConfigException problem) {
        return problem.origin() == null ? "" : " (" + problem.origin().description() + ")";
    }

    /** Whether a text holds what a missing variable should have said. */
    static boolean areMissingIn(String text) {
        return text.contains(MISSING);
    }

    @Override
    public ConfigValue lookup(String name) {
        if (missing.contains(name)) {
            return ConfigValueFactory.fromAnyRef(MISSING, "environment variable " + name);
        }
        String value = environment.get(name);
        return value == null ? null : ConfigValueFactory.fromAnyRef(value, "environment variable " + name);
    }

    @Override
    public ConfigResolver withFallback(ConfigResolver fallback) {
        return this;
    }
}

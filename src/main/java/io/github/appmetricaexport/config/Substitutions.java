package io.github.appmetricaexport.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException.UnresolvedSubstitution;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigResolver;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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

    /** Resolves all substitutions; each that stands for nothing is a problem. */
    Config resolve(Config config, List<Problem> problems) {
        ConfigResolveOptions options =
                ConfigResolveOptions.defaults().setUseSystemEnvironment(false).appendResolver(this);
        while (true) {
            try {
                return config.resolve(options);
            } catch (UnresolvedSubstitution unresolved) {
                Matcher name = NAME.matcher(unresolved.getMessage());
                // The same name twice is a cycle, which no value mends.
                if (!name.find() || !missing.add(name.group(1))) {
                    throw unresolved;
                }
                problems.add(new Problem(
                        name.group(),
                        "",
                        "must be set in the environment; write ${?" + name.group(1) + "} if it may be absent ("
                                + unresolved.origin().description() + ")"));
            }
        }
    }

    /** Whether a text holds what a missing variable should have said. */
    static boolean areMissingIn(String text) {
        return text.contains(MISSING);
    }

    @Override
    public ConfigValue lookup(String name) {
        if (missing.contains(name)) {
            return ConfigValueFactory.fromAnyRef(MISSING);
        }
        String value = environment.get(name);
        return value == null ? null : ConfigValueFactory.fromAnyRef(value, "environment variable " + name);
    }

    @Override
    public ConfigResolver withFallback(ConfigResolver fallback) {
        return this;
    }
}

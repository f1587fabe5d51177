package io.github.appmetricaexport.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A configuration's text as written.
 *
 * @param text HOCON
 * @param origin the file's name, for messages
 */
record HoconText(String text, String origin) {
    /**
     * Parses the text, lays the overrides over it, resolves substitutions (so that {@code ${work.path}} sees an
     * override). Empty, with a problem, when nothing of it can be trusted.
     *
     * @param overrides values of declared options; {@code null} as a text unsets
     */
    Optional<ConfigObject> read(
            Map<String, String> overrides, Map<String, String> environment, List<Problem> problems) {
        ConfigParseOptions options =
                ConfigParseOptions.defaults().setOriginDescription(origin).setIncluder(new RefusedIncludes(problems));
        Config written;
        try {
            written = ConfigFactory.parseString(text, options);
        } catch (ConfigException notHocon) {
            problems.add(new Problem(place(notHocon), "", reason(notHocon)));
            return Optional.empty();
        }
        Config config = commandLine(overrides).withFallback(written);
        return new Substitutions(environment).resolve(config, problems).map(Config::root);
    }

    private static Config commandLine(Map<String, String> overrides) {
        Map<String, Object> values = new HashMap<>(overrides);
        values.replaceAll((key, value) -> value.equals("null") ? null : value);
        return ConfigFactory.parseMap(values, "-D");
    }

    private String place(ConfigException problem) {
        return problem.origin() == null ? origin : problem.origin().description();
    }

    private String reason(ConfigException problem) {
        if (MisplacedKey.mayStandIn(text)) {
            return "is not HOCON; the parser's words are withheld, since they may quote a key that stands in the file";
        }
        String message = problem.getMessage();
        String prefix = place(problem) + ": ";
        String words = message.startsWith(prefix) ? message.substring(prefix.length()) : message;
        // The library goes on to advise another file format; what follows is the usual reason here.
        return "is not HOCON: "
                + words.replaceFirst(" \\(if you intended .*", "").strip()
                + "; a path or an expression with a comma, a colon or another special character needs double quotes";
    }
}

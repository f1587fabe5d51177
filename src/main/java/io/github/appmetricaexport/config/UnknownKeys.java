package io.github.appmetricaexport.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;

/** Finds what stands in a configuration without being an option. Values are never shown: one may be a key. */
final class UnknownKeys {
    private static final List<String> KEYS =
            ExportOptions.all().stream().map(Option::key).toList();
    private static final List<String> SECTIONS =
            ExportOptions.all().stream().map(Option::section).distinct().toList();
    private static final List<String> NAMES =
            Stream.concat(KEYS.stream(), SECTIONS.stream()).toList();

    /** Where a file that is JSON tells editors which schema it follows; nothing to the job. */
    static final String SCHEMA = "$schema";

    private final List<Problem> problems;

    UnknownKeys(List<Problem> problems) {
        this.problems = problems;
    }

    /** The overrides of declared options; a problem for each other one. */
    Map<String, String> declaredIn(Map<String, String> overrides) {
        Map<String, String> declared = new TreeMap<>(overrides);
        declared.keySet().retainAll(KEYS);
        overrides.keySet().stream()
                .filter(key -> !declared.containsKey(key))
                .sorted()
                .forEach(key -> problems.add(new Problem("-D " + key, "", remedy(key))));
        return declared;
    }

    /** Adds a problem for each key of the file that is neither a section nor an option in it. */
    void findIn(ConfigObject root) {
        inOrder("", root.withoutKey(SCHEMA)).forEach((section, value) -> {
            if (!SECTIONS.contains(section)) {
                judge(section, value);
            } else if (value instanceof ConfigObject options) {
                Map<String, ConfigValue> unknown = inOrder(section + ".", options);
                unknown.keySet().removeAll(KEYS);
                unknown.forEach(this::judge);
            } else {
                problems.add(new Problem(section, "", "is a section: write " + section + " { … }" + place(value)));
            }
        });
    }

    private void judge(String key, ConfigValue value) {
        problems.add(new Problem(key, "", remedy(key) + place(value)));
        if (value instanceof ConfigObject object) {
            // What stands deeper needs no remedy of its own, unless it is a key.
            inOrder(key + ".", object).forEach((deeper, held) -> {
                List<String> path = ConfigUtil.splitPath(deeper);
                if (MisplacedKey.isNamedBy(path.get(path.size() - 1))) {
                    judge(deeper, held);
                }
            });
        }
    }

    private static String remedy(String key) {
        if (MisplacedKey.isNamedBy(key.substring(key.lastIndexOf('.') + 1))) {
            return MisplacedKey.REMEDY;
        }
        return "is not an option"
                + NearestName.of(key, NAMES)
                        .map(name -> ": did you mean " + name + "?")
                        .orElseGet(() -> "; " + choices(key));
    }

    private static String choices(String key) {
        String section = StringUtils.substringBeforeLast(key, ".");
        String options = ExportOptions.all().stream()
                .filter(option -> option.section().equals(section))
                .map(Option::name)
                .collect(Collectors.joining(", "));
        return options.isEmpty() ? "the sections are " + String.join(", ", SECTIONS) : section + " has " + options;
    }

    /** Where a value is written, as a remedy ends. */
    static String place(ConfigValue value) {
        return " (" + value.origin().description() + ")";
    }

    /** The values with their full names, as a reader meets them: by line. */
    private static Map<String, ConfigValue> inOrder(String prefix, ConfigObject object) {
        Comparator<Map.Entry<String, ConfigValue>> byLine =
                Comparator.comparingInt(entry -> entry.getValue().origin().lineNumber());
        Map<String, ConfigValue> values = new LinkedHashMap<>();
        object.entrySet().stream()
                .sorted(byLine.thenComparing(Map.Entry::getKey))
                .forEach(entry -> values.put(prefix + ConfigUtil.joinPath(entry.getKey()), entry.getValue()));
        return values;
    }
}

package io.github.appmetricaexport.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds what stands in a configuration without being an option. Values are never shown: one may be a key. */
final class UnknownKeys {
    private static final List<String> KEYS =
            ExportOptions.all().stream().map(Option::key).toList();
    private static final Set<String> SECTIONS =
            ExportOptions.all().stream().map(Option::section).collect(Collectors.toCollection(LinkedHashSet::new));

    private final List<Problem> problems;

    UnknownKeys(List<Problem> problems) {
        this.problems = problems;
    }

    /** Adds a problem for each key of the file that is neither a section nor an option in it. */
    void findIn(ConfigObject root) {
        for (Map.Entry<String, ConfigValue> entry : inOrder(root)) {
            String section = ConfigUtil.joinPath(entry.getKey());
            if (!SECTIONS.contains(section)) {
                judge(section, entry.getValue());
            } else if (entry.getValue() instanceof ConfigObject options) {
                findIn(section, options);
            } else {
                String remedy = "is a section: write " + section + " { … }" + place(entry.getValue());
                problems.add(new Problem(section, "", remedy));
            }
        }
    }

    /** The overrides of declared options; a problem for each other one. */
    void findIn(Map<String, String> overrides) {
        overrides.keySet().stream()
                .filter(key -> !KEYS.contains(key))
                .sorted()
                .forEach(key -> problems.add(new Problem("-D " + key, "", remedy(key))));
    }

    private void findIn(String section, ConfigObject options) {
        for (Map.Entry<String, ConfigValue> entry : inOrder(options)) {
            String key = section + "." + ConfigUtil.joinPath(entry.getKey());
            if (!KEYS.contains(key)) {
                judge(key, entry.getValue());
            }
        }
    }

    private void judge(String key, ConfigValue value) {
        problems.add(new Problem(key, "", remedy(key) + place(value)));
        if (value instanceof ConfigObject object) {
            // What stands deeper needs no remedy of its own, unless it is a key.
            for (Map.Entry<String, ConfigValue> entry : inOrder(object)) {
                if (MisplacedKey.isNamedBy(entry.getKey())) {
                    judge(key + "." + ConfigUtil.joinPath(entry.getKey()), entry.getValue());
                }
            }
        }
    }

    private static String remedy(String key) {
        if (MisplacedKey.isNamedBy(lastElement(key))) {
            return MisplacedKey.REMEDY;
        }
        List<String> names = new ArrayList<>(KEYS);
        names.addAll(SECTIONS);
        return "is not an option"
                + NearestName.of(key, names)
                        .map(name -> ": did you mean " + name + "?")
                        .orElseGet(() -> "; " + choices(key));
    }

    private static String choices(String key) {
        String section = key.substring(0, Math.max(0, key.lastIndexOf('.')));
        if (!SECTIONS.contains(section)) {
            return "the sections are " + String.join(", ", SECTIONS);
        }
        return section + " has "
                + ExportOptions.all().stream()
                        .filter(option -> option.section().equals(section))
                        .map(Option::name)
                        .collect(Collectors.joining(", "));
    }

    private static String lastElement(String key) {
        return key.substring(key.lastIndexOf('.') + 1);
    }

    private static String place(ConfigValue value) {
        return " (" + value.origin().description() + ")";
    }

    /** As a reader meets them: by line. */
    private static List<Map.Entry<String, ConfigValue>> inOrder(ConfigObject object) {
        Comparator<Map.Entry<String, ConfigValue>> byLine =
                Comparator.comparingInt(entry -> entry.getValue().origin().lineNumber());
        return object.entrySet().stream()
                .sorted(byLine.thenComparing(Map.Entry::getKey))
                .toList();
    }
}

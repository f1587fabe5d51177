package io.github.appmetricaexport.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import java.io.File;
import java.net.URL;
import java.util.List;

/**
 * Answers every {@code include} with a problem. HOCON drops an include that it does not find without a word, and a
 * configuration that came from the lake has no folder to look in: options would be lost in silence.
 */
final class RefusedIncludes implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
    private final List<Problem> problems;

    RefusedIncludes(List<Problem> problems) {
        this.problems = problems;
    }

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
        return this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
        return refuse(what);
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
        return refuse(what.getPath());
    }

    @Override
    public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
        // Only the host: a URL may carry credentials.
        return refuse(what.getHost());
    }

    @Override
    public ConfigObject includeResources(ConfigIncludeContext context, String what) {
        return refuse(what);
    }

    private ConfigObject refuse(String what) {
        problems.add(new Problem("include", what, "is not supported: write all options into one file, or use -D"));
        return ConfigFactory.empty().root();
    }
}

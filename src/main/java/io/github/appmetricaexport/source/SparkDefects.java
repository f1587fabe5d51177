package io.github.appmetricaexport.source;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What released versions of Spark read wrongly without a word. */
final class SparkDefects {
    private static final Pattern RELEASE = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4}).*");

    private SparkDefects() {}

    /**
     * Whether the vectorized reader takes the wrong lengths for texts that are encoded as DELTA_LENGTH_BYTE_ARRAY and stand beside
     * NULLs (SPARK-52240), mended in 3.5.7 and 4.0.1.
     *
     * @param version of Spark, a vendor's suffix behind it or not; what is no version counts as one that does
     */
    static boolean misreadsDeltaLengths(String version) {
        Matcher release = RELEASE.matcher(version);
        if (!release.matches()) {
            return true;
        }
        int major = Integer.parseInt(release.group(1));
        int minor = Integer.parseInt(release.group(2));
        int patch = Integer.parseInt(release.group(3));
        return major < 3
                || (major == 3 && (minor < 5 || (minor == 5 && patch < 7)))
                || (major == 4 && minor == 0 && patch == 0);
    }
}

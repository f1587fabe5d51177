package io.github.appmetricaexport.runtime;

import java.util.Locale;
import java.util.ResourceBundle;

/** The version that the build wrote into the jar. */
public final class Version {
    private Version() {}

    public static String current() {
        return ResourceBundle.getBundle("io.github.appmetricaexport.version", Locale.ROOT)
                .getString("version");
    }
}

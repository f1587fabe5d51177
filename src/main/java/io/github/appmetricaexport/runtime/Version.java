package io.github.appmetricaexport.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version that the build wrote into the jar. */
public final class Version {
    private static final String RESOURCE = "/io/github/appmetricaexport/version.properties";

    private Version() {}

    public static String current() {
        try (InputStream source = Version.class.getResourceAsStream(RESOURCE)) {
            Properties properties = new Properties();
            properties.load(source);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

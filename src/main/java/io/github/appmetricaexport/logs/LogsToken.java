package io.github.appmetricaexport.logs;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.EvidenceOptions;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.commons.lang3.StringUtils;
import org.apache.hadoop.conf.Configuration;

/**
 * The OAuth token of the Logs API: the secret of a person or a service, for all applications.
 *
 * <p>Only this package can read its text; it has no printable form, and does not serialize: the driver alone has it.
 */
public final class LogsToken {
    public static final String VARIABLE = "APPMETRICA_LOGS_API_TOKEN";
    public static final String FILE = "logs-api-token";
    public static final String ALIAS = "appmetrica.logs.api.token";

    private static final int LONGEST = 500;

    /** So many characters of it in a row may be of use to somebody. */
    private static final int TELLTALE = 6;

    private final String text;

    private LogsToken(String text) {
        this.text = text;
    }

    /**
     * Reads it where the configuration says.
     *
     * @param environment usually {@code System.getenv()}
     * @param hadoop with the credential providers
     * @throws ConfigException when there is no usable token; the message says where to put it, and never a value
     */
    public static LogsToken of(ExportConfig config, Map<String, String> environment, Configuration hadoop) {
        return switch (config.value(EvidenceOptions.TOKEN_SOURCE)) {
            case ENV -> usable("env", environment.get(VARIABLE), "the environment variable " + VARIABLE);
            case DIRECTORY -> inDirectory(Path.of(config.value(EvidenceOptions.TOKEN_DIRECTORY)));
            case HADOOP -> ofProviders(hadoop);
        };
    }

    private static LogsToken inDirectory(Path directory) {
        Path file = directory.resolve(FILE).toAbsolutePath();
        try (InputStream stream = Files.newInputStream(file)) {
            String read = new String(stream.readNBytes(2 * LONGEST), StandardCharsets.UTF_8);
            return usable("directory", StringUtils.stripEnd(read, "\r\n"), "the file " + file);
        } catch (IOException unreadable) {
            throw problem("directory", "the file " + file + " is not there, or cannot be read by this process");
        }
    }

    private static LogsToken ofProviders(Configuration hadoop) {
        char[] secret;
        try {
            // Not getPassword, whose fallback to plain text would show in the Spark UI.
            secret = hadoop.getPasswordFromCredentialProviders(ALIAS);
        } catch (IOException unreadable) {
            throw problem("hadoop", "the credential providers cannot be read for the alias " + ALIAS);
        }
        try {
            return usable("hadoop", secret == null ? null : new String(secret), "the alias " + ALIAS);
        } finally {
            if (secret != null) {
                Arrays.fill(secret, ' ');
            }
        }
    }

    private static LogsToken usable(String source, String text, String place) {
        if (text == null || text.isBlank()) {
            throw problem(source, place + " has no token: put the OAuth token of the Logs API there");
        }
        if (text.length() > LONGEST || !text.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw problem(
                    source,
                    place + " has no token of at most " + LONGEST
                            + " printable characters without blanks: mend what stands there");
        }
        return new LogsToken(text);
    }

    private static ConfigException problem(String source, String remedy) {
        return new ConfigException(List.of(new Problem(EvidenceOptions.TOKEN_SOURCE.key(), source, remedy)));
    }

    /** The value of the header. */
    String authorization() {
        return "OAuth " + text;
    }

    /** Whether somebody else's words repeat any part of it, as it is or percent-encoded. */
    boolean isIn(String words) {
        String decoded = words;
        try {
            decoded = URLDecoder.decode(words, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            // As it is, then.
        }
        int part = Math.min(TELLTALE, text.length());
        for (int at = 0; at + part <= text.length(); at++) {
            String piece = text.substring(at, at + part);
            if (StringUtils.containsIgnoreCase(words, piece) || StringUtils.containsIgnoreCase(decoded, piece)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return "LogsToken";
    }
}

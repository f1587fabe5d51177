package io.github.appmetricaexport.upload;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.apache.commons.lang3.StringUtils;

/**
 * Keys in a folder, such as a mounted secret, one file per application named by its number.
 *
 * <p>A file is read on every call, so that a rotated key is picked up. Line ends after the key are ignored.
 */
public record DirectoryKeyStore(Path directory) implements KeyStore {
    private static final int LONGEST_FILE = 4_096;

    @Override
    public PostApiKey keyOf(String applicationId) {
        String application = MissingKeyException.checkedApplication(applicationId);
        Path file = directory.resolve(application).toAbsolutePath();
        try (InputStream stream = Files.newInputStream(file)) {
            String text = new String(stream.readNBytes(LONGEST_FILE), StandardCharsets.UTF_8);
            return MissingKeyException.usableKey(StringUtils.stripEnd(text, "\r\n"), application, "the file " + file);
        } catch (NoSuchFileException missing) {
            throw new MissingKeyException("No Post API key for application " + application + ": there is no file "
                    + file + " on this host. Put the key there, or mend api.key-directory");
        } catch (IOException unreadable) {
            throw new MissingKeyException(
                    "No Post API key for application " + application + ": the file " + file
                            + " cannot be read by this process. Check its kind and permissions",
                    unreadable);
        }
    }
}

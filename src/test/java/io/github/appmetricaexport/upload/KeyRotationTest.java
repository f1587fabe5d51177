package io.github.appmetricaexport.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.time.Sleeper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mounted secret, laid out as the kubelet does: links to a folder that is replaced as a whole. */
class KeyRotationTest {
    private static final PostApiKey OLD = PostApiKey.of("the-old-key");

    private final VirtualTime time = new VirtualTime();

    @TempDir
    private Path mount;

    private KeyStore keys;

    @BeforeEach
    void mountTheSecret() throws Exception {
        project("..2026_11_01", OLD.text());
        Files.createSymbolicLink(mount.resolve("1111"), Path.of("..data", "1111"));
        keys = new DirectoryKeyStore(mount);
    }

    private void project(String version, String key) throws Exception {
        Files.writeString(Files.createDirectory(mount.resolve(version)).resolve("1111"), key + "\n");
        Path link = Files.createSymbolicLink(mount.resolve("..data_tmp"), Path.of(version));
        Files.move(link, mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void seesAtOnceAKeyThatIsThereAlready() throws Exception {
        project("..2026_11_02", "the-new-key");
        Instant before = time.instant();
        assertThat(new KeyRotation(keys, time, time).hasReplaced("1111", OLD)).isTrue();
        assertThat(time.instant()).isEqualTo(before);
    }

    @Test
    void waitsForAKeyThatIsReplacedALittleLater() throws Exception {
        Instant replaced = time.instant().plusSeconds(3);
        Sleeper untilTheSecretIsReplaced = duration -> {
            time.sleep(duration);
            if (time.instant().equals(replaced)) {
                try {
                    project("..2026_11_02", "the-new-key");
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
        };
        assertThat(new KeyRotation(keys, time, untilTheSecretIsReplaced).hasReplaced("1111", OLD))
                .isTrue();
        assertThat(keys.keyOf("1111").text()).isEqualTo("the-new-key");
    }

    @Test
    void givesUpOnAKeyThatIsSimplyWrong() throws Exception {
        Instant before = time.instant();
        assertThat(new KeyRotation(keys, time, time).hasReplaced("1111", OLD)).isFalse();
        assertThat(Duration.between(before, time.instant())).isEqualTo(KeyRotation.PATIENCE);
    }

    @Test
    void doesNotTakeAMissingFileForANewKey() throws Exception {
        Files.delete(mount.resolve("1111"));
        assertThat(new KeyRotation(keys, time, time).hasReplaced("1111", OLD)).isFalse();
    }

    @Test
    void neverWaitsForTheEnvironment() throws Exception {
        KeyStore environment =
                new EnvironmentKeyStore(Map.of(EnvironmentKeyStore.VARIABLE_PREFIX + "1111", OLD.text()));
        Instant before = time.instant();
        assertThat(new KeyRotation(environment, time, time).hasReplaced("1111", OLD))
                .isFalse();
        assertThat(time.instant()).isEqualTo(before);
    }
}

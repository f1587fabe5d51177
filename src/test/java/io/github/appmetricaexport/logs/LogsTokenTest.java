package io.github.appmetricaexport.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.EvidenceOptions;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.TestConfig;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.alias.CredentialProvider;
import org.apache.hadoop.security.alias.CredentialProviderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogsTokenTest {
    private static final String TEXT = "invented-token-7e21";
    private static final Configuration NO_HADOOP = new Configuration(false);

    @TempDir
    private Path folder;

    private ExportConfig directory() {
        return TestConfig.with(
                Map.of(EvidenceOptions.TOKEN_SOURCE, "directory", EvidenceOptions.TOKEN_DIRECTORY, folder.toString()));
    }

    private static void assertIsTheToken(LogsToken token) {
        assertThat(token.authorization()).isEqualTo("OAuth " + TEXT);
    }

    @Test
    void comesFromTheEnvironment() {
        assertIsTheToken(LogsToken.of(TestConfig.smallest(), Map.of(LogsToken.VARIABLE, TEXT), NO_HADOOP));
    }

    @Test
    void comesFromAFileWhoseLineEndsAreNone() throws Exception {
        Files.writeString(folder.resolve("logs-api-token"), TEXT + "\r\n\n");
        assertIsTheToken(LogsToken.of(directory(), Map.of(), NO_HADOOP));
    }

    @Test
    void comesFromACredentialProviderAndFromNoPlainSetting() throws Exception {
        ExportConfig config = TestConfig.with(EvidenceOptions.TOKEN_SOURCE, "hadoop");
        Configuration hadoop = new Configuration(false);
        hadoop.set(LogsToken.ALIAS, TEXT);
        assertThatThrownBy(() -> LogsToken.of(config, Map.of(), hadoop))
                .hasMessage(
                        "logs-api.token-source = hadoop: the alias appmetrica.logs.api.token has no token: put the OAuth"
                                + " token of the Logs API there");

        hadoop.set("hadoop.security.credential.provider.path", "jceks://file" + folder.resolve("a.jceks"));
        CredentialProvider provider =
                CredentialProviderFactory.getProviders(hadoop).get(0);
        provider.createCredentialEntry(LogsToken.ALIAS, TEXT.toCharArray());
        provider.flush();
        assertIsTheToken(LogsToken.of(config, Map.of(), hadoop));
    }

    @Test
    void saysWhereNoneIs() {
        assertThatThrownBy(() -> LogsToken.of(TestConfig.smallest(), Map.of(), NO_HADOOP))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "logs-api.token-source = env: the environment variable APPMETRICA_LOGS_API_TOKEN has no token:"
                                + " put the OAuth token of the Logs API there");
        assertThatThrownBy(() -> LogsToken.of(directory(), Map.of(), NO_HADOOP))
                .hasMessage("logs-api.token-source = directory: the file " + folder.resolve("logs-api-token")
                        + " is not there, or cannot be read by this process");
    }

    @ParameterizedTest
    @ValueSource(strings = {"two words", "line\nend", "ümlaut", "\u0007"})
    void anUnusableOneIsNotShown(String text) {
        assertThatThrownBy(() -> LogsToken.of(TestConfig.smallest(), Map.of(LogsToken.VARIABLE, text), NO_HADOOP))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("mend what stands there")
                .hasMessageNotContaining(text);
    }

    @Test
    void hasNoPrintableFormAndDoesNotTravel() {
        LogsToken token = LogsToken.of(TestConfig.smallest(), Map.of(LogsToken.VARIABLE, TEXT), NO_HADOOP);

        assertThat(token.toString()).isEqualTo("LogsToken");
        assertThatThrownBy(() -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(token))
                .isInstanceOf(NotSerializableException.class);
    }
}

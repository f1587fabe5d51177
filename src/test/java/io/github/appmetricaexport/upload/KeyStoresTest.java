package io.github.appmetricaexport.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.config.TestConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.alias.CredentialProvider;
import org.apache.hadoop.security.alias.CredentialProviderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyStoresTest {
    private static final String KEY = "invented-0123";

    @TempDir
    Path directory;

    @Test
    void readsAKeyFromTheEnvironment() {
        KeyStore store = new EnvironmentKeyStore(Map.of("APPMETRICA_POST_API_KEY_1111", KEY));

        assertThat(store.keyOf("1111").text()).isEqualTo(KEY);
    }

    @Test
    void namesTheVariableThatIsNotSet() {
        KeyStore store = new EnvironmentKeyStore(Map.of("APPMETRICA_POST_API_KEY_1111", KEY));

        assertThatThrownBy(() -> store.keyOf("2222"))
                .isInstanceOf(MissingKeyException.class)
                .hasMessage(
                        "No Post API key for application 2222: the environment variable APPMETRICA_POST_API_KEY_2222"
                                + " is not set in this process. Set it for the driver and for every executor, or keep the keys"
                                + " elsewhere with api.key-source = directory or hadoop");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\n",
                "inv ented",
                "invented\n",
                "\tinvented",
                "inv\u0000ented",
                "inventéd",
                "inv\u00a0x"
            })
    void refusesAKeyThatCannotBeOneWithoutRepeatingIt(String text) {
        KeyStore store = new EnvironmentKeyStore(Map.of("APPMETRICA_POST_API_KEY_1111", text));

        assertThatThrownBy(() -> store.keyOf("1111"))
                .isInstanceOf(MissingKeyException.class)
                .hasMessageContaining("application 1111 cannot be used")
                .hasMessageEndingWith("mend the environment variable APPMETRICA_POST_API_KEY_1111")
                .hasMessageNotContaining("inv");
    }

    @Test
    void refusesAKeyOfAbsurdLength() {
        KeyStore store = new EnvironmentKeyStore(Map.of("APPMETRICA_POST_API_KEY_1111", "k".repeat(201)));

        assertThatThrownBy(() -> store.keyOf("1111")).hasMessageContaining("longer than 200 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../1111", "1111/../2222", "11 11", "1111\n", "-1", "١١١١", "12345678901", "app"})
    void looksUpNothingButNumbers(String application) throws IOException {
        Files.writeString(directory.resolve("1111"), KEY);

        for (KeyStore store : List.of(
                new EnvironmentKeyStore(Map.of("APPMETRICA_POST_API_KEY_" + application, KEY)),
                new DirectoryKeyStore(directory.resolve("1111").getParent()),
                new HadoopKeyStore(new Configuration(false)))) {
            assertThatThrownBy(() -> store.keyOf(application))
                    .isInstanceOf(MissingKeyException.class)
                    .hasMessageContaining("an application_id is a number of at most 10 digits");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {KEY, KEY + "\n", KEY + "\r\n"})
    void readsAKeyFromAFileWithOrWithoutALineEnd(String content) throws IOException {
        Files.writeString(directory.resolve("1111"), content);

        assertThat(new DirectoryKeyStore(directory).keyOf("1111").text()).isEqualTo(KEY);
    }

    @Test
    void picksUpARotatedKey() throws IOException {
        KeyStore store = new DirectoryKeyStore(directory);
        Files.writeString(directory.resolve("1111"), KEY);
        store.keyOf("1111");

        Files.writeString(directory.resolve("1111"), "invented-4567");

        assertThat(store.keyOf("1111").text()).isEqualTo("invented-4567");
    }

    @Test
    void namesTheFileThatIsMissing() {
        assertThatThrownBy(() -> new DirectoryKeyStore(directory).keyOf("1111"))
                .isInstanceOf(MissingKeyException.class)
                .hasMessage("No Post API key for application 1111: there is no file " + directory.resolve("1111")
                        + " on this host. Put the key there, or mend api.key-directory");
    }

    @Test
    void namesTheFileThatCannotBeRead() throws IOException {
        Files.createDirectory(directory.resolve("1111"));

        assertThatThrownBy(() -> new DirectoryKeyStore(directory).keyOf("1111"))
                .isInstanceOf(MissingKeyException.class)
                .hasMessageContaining(directory.resolve("1111") + " cannot be read by this process");
    }

    @Test
    void readsAKeyFromACredentialProvider() throws IOException {
        Configuration configuration = withProvider();
        CredentialProvider provider =
                CredentialProviderFactory.getProviders(configuration).get(0);
        provider.createCredentialEntry("appmetrica.post.api.key.1111", KEY.toCharArray());
        provider.flush();

        assertThat(new HadoopKeyStore(configuration).keyOf("1111").text()).isEqualTo(KEY);
    }

    @Test
    void namesTheAliasThatNoCredentialProviderHas() {
        Configuration configuration = withProvider();

        assertThatThrownBy(() -> new HadoopKeyStore(configuration).keyOf("1111"))
                .isInstanceOf(MissingKeyException.class)
                .hasMessageContaining("no alias appmetrica.post.api.key.1111 in the credential providers of"
                        + " hadoop.security.credential.provider.path = localjceks://file" + directory)
                .hasMessageContaining("hadoop credential create appmetrica.post.api.key.1111");
    }

    @Test
    void doesNotTakeAKeyFromPlainTextConfiguration() {
        Configuration configuration = new Configuration(false);
        configuration.set("appmetrica.post.api.key.1111", KEY);

        assertThatThrownBy(() -> new HadoopKeyStore(configuration).keyOf("1111"))
                .isInstanceOf(MissingKeyException.class)
                .hasMessageContaining("hadoop.security.credential.provider.path is not set")
                .hasMessageNotContaining(KEY);
    }

    @Test
    void saysWhichProviderCannotBeRead() throws IOException {
        Files.writeString(directory.resolve("keys.jceks"), "not a key store");

        assertThatThrownBy(() -> new HadoopKeyStore(withProvider()).keyOf("1111"))
                .isInstanceOf(MissingKeyException.class)
                .hasMessageContaining("localjceks://file" + directory)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void buildsTheStoreThatTheConfigurationNames() {
        assertThat(storeOf("key-source = env")).isInstanceOf(EnvironmentKeyStore.class);
        assertThat(storeOf("key-source = directory, key-directory = /keys")).isInstanceOf(DirectoryKeyStore.class);
        assertThat(storeOf("key-source = hadoop")).isInstanceOf(HadoopKeyStore.class);
    }

    private static KeyStore storeOf(String options) {
        return KeyStore.of(TestConfig.with("api { " + options + " }"), Configuration::new);
    }

    private Configuration withProvider() {
        Configuration configuration = new Configuration(false);
        configuration.set(
                "hadoop.security.credential.provider.path", "localjceks://file" + directory.resolve("keys.jceks"));
        return configuration;
    }
}

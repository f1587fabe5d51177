package io.github.appmetricaexport.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BaseUrlTest {
    @ParameterizedTest
    @CsvSource({
        "https://api.example, https://api.example",
        "https://api.example/, https://api.example",
        "HTTPS://api.example:8443, https://api.example:8443",
        "http://localhost:1, http://localhost:1",
        "http://LOCALHOST, http://LOCALHOST",
        "http://127.0.0.1:65535, http://127.0.0.1:65535",
        "http://127.255.255.254, http://127.255.255.254",
        "http://[::1]:80, http://[::1]:80",
    })
    void isSchemeHostAndPort(String text, URI url) {
        assertThat(BaseUrl.parse(text)).contains(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://api.example",
                "http://127.0.0.1.example",
                "http://localhost.example",
                "http://127.0.0.256",
                "http://128.0.0.1",
                "http://[::2]",
                "http://0.0.0.0"
            })
    void plainHttpLeavesNoMachine(String text) {
        assertThat(BaseUrl.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.example/v1",
                "https://api.example//",
                "https://api.example?a=b",
                "https://api.example?",
                "https://api.example#a",
                "https://user@api.example",
                "https://api.example:0",
                "https://api.example:65536",
                "https://",
                "https:api.example",
                "//api.example",
                "api.example",
                "file:///etc",
                " https://api.example",
                "https://a b"
            })
    void nothingElseIsPartOfIt(String text) {
        assertThat(BaseUrl.parse(text)).isEmpty();
    }
}

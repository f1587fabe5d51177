package io.github.appmetricaexport.job;

import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.runtime.FileSystems;
import io.github.appmetricaexport.upload.Attempt;
import io.github.appmetricaexport.upload.KeyStore;
import io.github.appmetricaexport.upload.PostApiClient;
import java.time.Clock;
import java.util.Map;

/** One event by query parameters, from this process: a smoke test of a key. */
public final class SendOne {
    private SendOne() {}

    /**
     * Sends it once.
     *
     * @throws io.github.appmetricaexport.upload.MissingKeyException when there is no key for its application
     */
    public static Attempt send(ExportConfig config, Map<PostApiField, String> event) {
        KeyStore keys = KeyStore.of(config, FileSystems::submitted);
        try (PostApiClient client = new PostApiClient(config, Clock.systemUTC())) {
            return client.postOne(event, keys.keyOf(event.get(PostApiField.APPLICATION_ID)));
        }
    }
}

package io.github.appmetricaexport.upload;

import io.github.appmetricaexport.config.ApiOptions;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.upload.Transmission.RowsIn;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import okhttp3.Connection;
import okhttp3.Handshake;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/** Connects to the API as a request would, TLS and the JVM's proxy settings included, and hangs up before the request. */
public final class AddressCheck {
    /** The connection stands; thrown where OkHttp would begin to write the request. */
    private static final class ConnectedException extends IOException {
        private static final long serialVersionUID = 1L;

        ConnectedException(Connection connection) {
            super(way(connection));
        }

        private static String way(Connection connection) {
            Proxy proxy = connection.route().proxy();
            String through = proxy.address() instanceof InetSocketAddress address
                    ? " through the proxy " + address.getHostString() + ":" + address.getPort()
                    : "";
            Handshake handshake = connection.handshake();
            return through
                    + (handshake == null ? "" : ", " + handshake.tlsVersion().javaName());
        }
    }

    private AddressCheck() {}

    /**
     * Connects from this process.
     *
     * @return what was reached, for people
     * @throws IOException whose message says why nothing was, and what to check
     */
    public static String connect(ExportConfig config) throws IOException {
        HttpUrl url = HttpUrl.get(config.value(ApiOptions.BASE_URL).toString());
        String endpoint = url.host() + ":" + url.port();
        Transmission transmission = new Transmission(RowsIn.QUERY);
        OkHttpClient client = PostApiClient.withoutResending(config)
                .eventListenerFactory(call -> transmission)
                .socketFactory(transmission.sockets())
                .addNetworkInterceptor(chain -> {
                    throw new ConnectedException(chain.connection());
                })
                .build();
        try {
            client.newCall(new Request.Builder().url(url).build()).execute().close();
            throw new IllegalStateException("a request was sent");
        } catch (ConnectedException connected) {
            return endpoint + connected.getMessage();
        } catch (IOException failure) {
            NoAnswer told = NoAnswer.of(failure, transmission, endpoint);
            String proxy = url.isHttps()
                    ? new UnheededProxy(System.getenv())
                            .sentence(told, transmission)
                            .orElse("")
                    : "";
            throw new IOException(told.sentence() + proxy, failure);
        } finally {
            client.connectionPool().evictAll();
        }
    }
}

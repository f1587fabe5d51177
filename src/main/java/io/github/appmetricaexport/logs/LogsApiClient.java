package io.github.appmetricaexport.logs;

import io.github.appmetricaexport.config.ApiOptions;
import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.EvidenceOptions;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.config.UploadOptions;
import io.github.appmetricaexport.config.VisibleText;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import okhttp3.Authenticator;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.apache.commons.lang3.StringUtils;

/**
 * Asks the Logs API by HTTP, as its contract has it ("Logs API"). The token is in a header, never in a URL, and follows no
 * redirect. Asking twice does no harm.
 */
public final class LogsApiClient implements LogsApi, AutoCloseable {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final String TOO_MUCH = "use more parts";
    private static final int LONGEST_WORDS = 300;

    private final HttpUrl events;
    private final boolean skipsShards;
    private final LogsToken token;
    private final OkHttpClient client;

    /** Prepares requests; connects to nothing. */
    public LogsApiClient(ExportConfig config, LogsToken token) {
        String base = config.value(EvidenceOptions.LOGS_BASE_URL);
        this.events = HttpUrl.get(
                        base.isEmpty() ? config.value(ApiOptions.BASE_URL).toString() : base)
                .newBuilder()
                .addPathSegments("logs/v1/export/events.csv")
                .build();
        this.skipsShards = config.value(EvidenceOptions.SKIP_UNAVAILABLE_SHARDS);
        this.token = token;
        this.client = new OkHttpClient.Builder()
                .protocols(List.of(Protocol.HTTP_1_1))
                .followRedirects(false)
                .followSslRedirects(false)
                .authenticator(Authenticator.NONE)
                .proxyAuthenticator(Authenticator.NONE)
                .cookieJar(CookieJar.NO_COOKIES)
                .connectTimeout(config.value(UploadOptions.CONNECT_TIMEOUT))
                // Between two pieces of an answer: a large one may take longer as a whole.
                .readTimeout(config.value(UploadOptions.CALL_TIMEOUT))
                .build();
    }

    @Override
    public LogsAnswer ask(LogsQuery query, Freshness freshness, LogsTarget target, String name) {
        try (Response response = client.newCall(request(query, freshness)).execute()) {
            return read(query, response, target, name);
        } catch (IOException failure) {
            return LogsAnswer.OUT_OF_REACH;
        }
    }

    private Request request(LogsQuery query, Freshness freshness) {
        HttpUrl.Builder url = events.newBuilder()
                .addQueryParameter("application_id", query.applicationId())
                .addQueryParameter("date_since", TIME.format(query.since()))
                .addQueryParameter("date_until", TIME.format(query.until()))
                .addQueryParameter("date_dimension", "default")
                .addQueryParameter("fields", String.join(",", query.fields()));
        if (skipsShards) {
            url.addQueryParameter("skip_unavailable_shards", "true");
        }
        Request.Builder request = new Request.Builder()
                .url(url.build())
                .header("Authorization", token.authorization())
                // By hand, so that it stays as it came on the way to the disk.
                .header("Accept-Encoding", "gzip")
                .header("User-Agent", "appmetrica-export");
        return freshness == Freshness.ANEW
                ? request.header("Cache-Control", "no-cache").build()
                : request.build();
    }

    private LogsAnswer read(LogsQuery query, Response response, LogsTarget target, String name) throws IOException {
        int status = response.code();
        if (status == 200) {
            write(response, target, name);
            return LogsAnswer.HERE;
        }
        if (status == 202) {
            return LogsAnswer.IN_PREPARATION;
        }
        if (status == 429) {
            return LogsAnswer.QUEUE_IS_FULL;
        }
        if (status >= 500 || status == 408 || status == 420) {
            return LogsAnswer.OUT_OF_REACH;
        }
        String words = words(response);
        if (status == 400 && words.contains(TOO_MUCH)) {
            return LogsAnswer.TOO_MUCH;
        }
        if (status == 401 || status == 403) {
            throw new ConfigException(List.of(new Problem(
                    EvidenceOptions.TOKEN_SOURCE.key(),
                    "",
                    "the Logs API refuses the token for application " + query.applicationId() + " (" + status
                            + "): it needs the scope appmetrica:read and access to the application")));
        }
        throw new ConfigException(List.of(new Problem(
                EvidenceOptions.LOGS_BASE_URL.key(),
                events.scheme() + "://" + events.host() + ":" + events.port(),
                "answers " + status + " to the question for " + query + ": " + words)));
    }

    /** Hadoop's failures are the job's own, not the service's. */
    private static void write(Response response, LogsTarget target, String name) throws IOException {
        ResponseBody body = response.body();
        boolean isGzip = "gzip".equalsIgnoreCase(response.header("Content-Encoding"));
        byte[] buffer = new byte[1 << 16];
        try (InputStream answer = body.byteStream();
                OutputStream file = isGzip ? create(target, name) : new GZIPOutputStream(create(target, name))) {
            for (int read = answer.read(buffer); read >= 0; read = answer.read(buffer)) {
                write(file, buffer, read);
            }
        }
    }

    private static OutputStream create(LogsTarget target, String name) {
        try {
            return target.create(name);
        } catch (IOException own) {
            throw new UncheckedIOException("cannot keep an answer of the Logs API", own);
        }
    }

    private static void write(OutputStream file, byte[] buffer, int length) {
        try {
            file.write(buffer, 0, length);
        } catch (IOException own) {
            throw new UncheckedIOException("cannot keep an answer of the Logs API", own);
        }
    }

    /** The beginning of what it says, unless that has anything of the token in it. */
    private String words(Response response) throws IOException {
        String said = new String(response.peekBody(4 * LONGEST_WORDS).bytes(), StandardCharsets.UTF_8);
        return token.isIn(said)
                ? "(words withheld: they repeat the token)"
                : StringUtils.abbreviate(VisibleText.line(said), LONGEST_WORDS);
    }

    @Override
    public void close() {
        client.connectionPool().evictAll();
    }
}

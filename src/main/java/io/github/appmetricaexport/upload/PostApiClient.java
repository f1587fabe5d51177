package io.github.appmetricaexport.upload;

import io.github.appmetricaexport.api.AnswerReading;
import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.api.PostApi;
import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.api.RetryAfter;
import io.github.appmetricaexport.config.ApiOptions;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.UploadOptions;
import io.github.appmetricaexport.upload.Transmission.Answer;
import io.github.appmetricaexport.upload.Transmission.Extent;
import io.github.appmetricaexport.upload.Transmission.RowsIn;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import okhttp3.Authenticator;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import org.apache.commons.lang3.ObjectUtils;

/**
 * Sends one POST to the Post API per call.
 *
 * <p>Every request has a connection of its own. A pooled one may be closed by the server while it is idle, and a request
 * that meets such a close is in doubt for nothing; a connection costs little beside megabytes of payload. It also makes
 * sure that an answer belongs to the request before it.
 *
 * <p>Safe for use by several threads at once. The proxy settings of the JVM apply, those of the environment do not.
 */
public final class PostApiClient implements ApiClient {
    private static final int LONGEST_ERROR = 500;
    private static final int LONGEST_WAIT = 40;
    private static final MediaType CSV = MediaType.get(PostApi.CSV_CONTENT_TYPE);

    private final HttpUrl baseUrl;
    private final AnswerReading reading;
    private final Clock clock;
    private final UnheededProxy unheededProxy;
    private final OkHttpClient client;

    /** Prepares requests; connects to nothing. */
    public PostApiClient(ExportConfig config, Clock clock) {
        this(config, clock, System.getenv());
    }

    /** @param environment usually {@code System.getenv()} */
    PostApiClient(ExportConfig config, Clock clock, Map<String, String> environment) {
        this.baseUrl = HttpUrl.get(config.value(ApiOptions.BASE_URL).toString());
        this.reading = new AnswerReading(
                config.value(ApiOptions.ACCEPTED_ANSWER), config.value(ApiOptions.AMBIGUOUS_STATUSES));
        this.clock = clock;
        this.unheededProxy = new UnheededProxy(environment);
        this.client = withoutResending(config)
                .eventListenerFactory(call -> call.request().tag(Transmission.class))
                .addNetworkInterceptor(new SingleRequestGuard(clock))
                .build();
    }

    /** OkHttp with everything switched off by which it sends again; see also CheckedBody.isOneShot and SingleRequestGuard. */
    static OkHttpClient.Builder withoutResending(ExportConfig config) {
        return new OkHttpClient.Builder()
                .protocols(List.of(Protocol.HTTP_1_1))
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false)
                .authenticator(Authenticator.NONE)
                .proxyAuthenticator(Authenticator.NONE)
                .cookieJar(CookieJar.NO_COOKIES)
                .connectTimeout(config.value(UploadOptions.CONNECT_TIMEOUT))
                .readTimeout(config.value(UploadOptions.CALL_TIMEOUT))
                .writeTimeout(config.value(UploadOptions.CALL_TIMEOUT))
                .callTimeout(config.value(UploadOptions.CALL_TIMEOUT));
    }

    @Override
    public Attempt post(PayloadBytes payload, PostApiKey key) {
        return send(withKey(PostApi.EVENTS_CSV_PATH, key).build(), payload, CSV, RowsIn.BODY, key);
    }

    /**
     * Sends one event in the query of a request without a body: a smoke test of a key.
     *
     * @param event the fields to send, in the order to send them
     */
    public Attempt postOne(Map<PostApiField, String> event, PostApiKey key) {
        HttpUrl.Builder url = withKey(PostApi.EVENT_PATH, key);
        event.forEach((field, value) -> url.addQueryParameter(field.column(), value));
        return send(url.build(), PayloadBytes.NONE, null, RowsIn.QUERY, key);
    }

    /** Ends idle connections; calls under way go on. */
    @Override
    public void close() {
        client.connectionPool().evictAll();
    }

    private HttpUrl.Builder withKey(String path, PostApiKey key) {
        return baseUrl.newBuilder()
                .addPathSegments(path.substring(1))
                .addQueryParameter(PostApi.KEY_PARAMETER, key.text());
    }

    private Attempt send(HttpUrl url, PayloadBytes payload, MediaType contentType, RowsIn rowsIn, PostApiKey key) {
        Instant startedAt = clock.instant();
        Transmission transmission = new Transmission(rowsIn);
        NoAnswer failure = null;
        // Opened before anything connects: a missing file costs the server nothing.
        try (InputStream stream = payload.open()) {
            failure = execute(url, new CheckedBody(payload, stream, contentType, transmission), transmission);
        } catch (PayloadDamagedException | OverdueException notOpened) {
            failure = NoAnswer.of(notOpened, transmission, endpoint());
        } catch (IOException notClosed) {
            // It has been read to its end, or the call failed for a better reason.
        }
        return attempt(transmission, failure, startedAt, new RedactedText(key));
    }

    private NoAnswer execute(HttpUrl url, CheckedBody body, Transmission transmission) {
        Request request = new Request.Builder()
                .url(url)
                .post(body)
                .header("Connection", "close")
                .header("Accept-Encoding", "identity")
                .header("User-Agent", "appmetrica-export")
                .tag(Transmission.class, transmission)
                .build();
        try {
            client.newBuilder()
                    .socketFactory(transmission.sockets())
                    .build()
                    .newCall(request)
                    .execute()
                    .close();
            return null;
        } catch (Exception exception) {
            // Also an undeclared InterruptedException, from OkHttp's wait for a connection.
            if (exception instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            return NoAnswer.of(exception, transmission, endpoint());
        }
    }

    private Attempt attempt(Transmission transmission, NoAnswer failure, Instant startedAt, RedactedText visible) {
        Duration latency = ObjectUtils.max(Duration.between(startedAt, clock.instant()), Duration.ZERO);
        Attempt.Request request = new Attempt.Request(transmission.bytesSent(), startedAt, latency);
        Answer answer = transmission.answer();
        if (answer == null) {
            return new Attempt(
                    transmission.rowsMayHaveLeft() ? AttemptOutcome.AMBIGUOUS : AttemptOutcome.NOT_SENT,
                    Attempt.Reply.NONE,
                    request,
                    visible.of(failure.sentence() + remarkOnProxy(failure, transmission), LONGEST_ERROR),
                    failure.kind());
        }
        String text = answer.extent() == Extent.WHOLE
                ? visible.of(answer.bodyStart(), Attempt.LONGEST_ANSWER)
                : visible.ofBeginning(answer.bodyStart(), Attempt.LONGEST_ANSWER);
        return new Attempt(
                outcome(answer, transmission),
                new Attempt.Reply(
                        answer.status(),
                        text,
                        answer.retryAfter()
                                .map(asked -> new RetryAfter(asked.delay(), visible.of(asked.value(), LONGEST_WAIT)))),
                request,
                remark(answer, transmission),
                FailureKind.NONE);
    }

    private String remarkOnProxy(NoAnswer failure, Transmission transmission) {
        // Plain HTTP is for this machine only, to which no proxy leads.
        return baseUrl.isHttps() ? unheededProxy.sentence(failure, transmission).orElse("") : "";
    }

    private AttemptOutcome outcome(Answer answer, Transmission transmission) {
        if (answer.isBrokenOff()) {
            // Post API, "Responses": only a complete response tells anything, be it a success or a refusal.
            return transmission.rowsMayHaveLeft() ? AttemptOutcome.AMBIGUOUS : AttemptOutcome.NOT_SENT;
        }
        AttemptOutcome outcome = reading.of(answer.status(), answer.bodyStart());
        // Rows that were not handed over cannot have been uploaded: such a success is about something else. And where
        // the words go on unread, nobody knows what they say.
        return outcome == AttemptOutcome.ACCEPTED
                        && !(transmission.isAnsweredAfterTheBody() && answer.extent() == Extent.WHOLE)
                ? AttemptOutcome.AMBIGUOUS
                : outcome;
    }

    private String remark(Answer answer, Transmission transmission) {
        if (transmission.isSecondRequestStopped()) {
            return endpoint() + ": the HTTP client was about to send the request a second time and was stopped;"
                    + " please report this as a bug";
        }
        if (answer.status() == 200 && !transmission.isAnsweredAfterTheBody()) {
            return endpoint() + ": a 200 came before the whole payload was sent";
        }
        return answer.isBrokenOff() ? endpoint() + ": the answer's body broke off" : "";
    }

    private String endpoint() {
        return baseUrl.host() + ":" + baseUrl.port();
    }
}

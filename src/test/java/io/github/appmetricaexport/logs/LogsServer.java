package io.github.appmetricaexport.logs;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** A Logs API on loopback that shows the events it is given, by the contract, and keeps what it was asked. */
public final class LogsServer implements AutoCloseable {
    /** It looks different raw and percent-encoded. */
    public static final String TOKEN = "invented/token+7e21&8d=";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final Supplier<Stream<Map<String, String>>> events;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> polls = new HashMap<>();
    private final Deque<Answer> first = new ArrayDeque<>();
    private int most = Integer.MAX_VALUE;
    private int preparing;
    private boolean isPacked = true;

    /** A request: its query, decoded, and its headers. */
    public record Asked(String path, Map<String, String> query, Map<String, String> headers, String rawUri) {}

    /** An answer by itself. */
    public record Answer(int status, String body) {}

    public LogsServer(Supplier<Stream<Map<String, String>>> events) throws IOException {
        this.events = events;
        server.createContext("/", this::handle);
        server.start();
    }

    public String uri() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** Requests for the same are answered 202 that many times. */
    public LogsServer preparing(int times) {
        preparing = times;
        return this;
    }

    public LogsServer answeringAtMost(int rows) {
        most = rows;
        return this;
    }

    public LogsServer unpacked() {
        isPacked = false;
        return this;
    }

    /** These come before all else. */
    public LogsServer first(Answer... answers) {
        first.addAll(Arrays.asList(answers));
        return this;
    }

    public List<Asked> asked() {
        return asked;
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        Map<String, String> query = query(exchange);
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
        asked.add(new Asked(
                exchange.getRequestURI().getPath(),
                query,
                headers,
                exchange.getRequestURI().toString()));
        Answer answer = first.isEmpty() ? answer(exchange, query) : first.poll();
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        if (answer.status() == 200 && isPacked) {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (OutputStream gzip = new GZIPOutputStream(packed)) {
                gzip.write(body);
            }
            body = packed.toByteArray();
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
        }
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        try (exchange) {
            exchange.getResponseBody().write(body);
        }
    }

    private Answer answer(HttpExchange exchange, Map<String, String> query) {
        if (!("OAuth " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            return new Answer(401, "{\"message\":\"Unauthorized\"}");
        }
        List<Map<String, String>> found = between(query);
        if (found.size() > most) {
            return new Answer(400, "{\"message\":\"Too much. Try to use more parts.\"}");
        }
        String uri = exchange.getRequestURI().toString();
        if ("no-cache".equals(exchange.getRequestHeaders().getFirst("Cache-Control"))) {
            polls.remove(uri);
        }
        if (polls.merge(uri, 1, Integer::sum) <= preparing) {
            return new Answer(202, "Wait for result.");
        }
        return new Answer(200, csv(query.get("fields").split(","), found));
    }

    private List<Map<String, String>> between(Map<String, String> query) {
        long since = LocalDateTime.parse(query.get("date_since"), TIME).toEpochSecond(ZoneOffset.UTC);
        long until = LocalDateTime.parse(query.get("date_until"), TIME).toEpochSecond(ZoneOffset.UTC);
        try (Stream<Map<String, String>> all = events.get()) {
            return all.filter(event -> event.get("application_id").equals(query.get("application_id")))
                    .filter(event -> {
                        long time = Long.parseLong(event.get("event_timestamp"));
                        return time >= since && time <= until;
                    })
                    .toList();
        }
    }

    private static String csv(String[] fields, List<Map<String, String>> events) {
        List<String> lines = new ArrayList<>(List.of(String.join(",", fields)));
        Function<String, String> cell = value -> "\"" + value.replace("\"", "\"\"") + "\"";
        events.forEach(event -> lines.add(Arrays.stream(fields)
                .map(field -> cell.apply(event.getOrDefault(field, "")))
                .collect(Collectors.joining(","))));
        return String.join("\n", lines) + "\n";
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new HashMap<>();
        for (String pair : exchange.getRequestURI().getRawQuery().split("&")) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

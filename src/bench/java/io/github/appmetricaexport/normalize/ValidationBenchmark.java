package io.github.appmetricaexport.normalize;

import io.github.appmetricaexport.payload.SampleRows;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What finding a valid row valid takes, and its dearest cells. Nanoseconds a row. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ValidationBenchmark {
    @Param({"narrow", "wide"})
    public String shape;

    private final byte[] json = "{\"level\":17,\"item\":\"sword, \\\"great\\\" 977\",\"amount\":99.95}"
            .getBytes(StandardCharsets.UTF_8);
    private final byte[] address = "2a02:6b8::40c:6676:baff:fea6:53d8".getBytes(StandardCharsets.UTF_8);
    private final JsonObjectText objects = new JsonObjectText();
    private RowCheck check;
    private byte[][] row;

    @Setup
    public void makeARow() {
        long now = Instant.now().getEpochSecond();
        ValidationLimits limits = new ValidationLimits(now - 14 * 86_400, now + 3_600, 235_520);
        check = new RowCheck(SampleRows.fields(shape), limits);
        row = Arrays.stream(SampleRows.values(shape))
                .map(value -> value.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        if (!row()) {
            throw new IllegalStateException("the row is not valid: " + check.reasons());
        }
    }

    @Benchmark
    public boolean row() {
        check.begin();
        for (int field = 0; field < row.length; field++) {
            check.text(field, row[field], 0, row[field].length);
        }
        return check.end();
    }

    @Benchmark
    public boolean jsonObject() {
        return objects.isJsonObject(json, 0, json.length);
    }

    @Benchmark
    public boolean ipv6() {
        return Ipv6Check.isAddress(address, 0, address.length);
    }
}

package io.github.appmetricaexport.payload;

import io.github.appmetricaexport.api.IdentifierKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

/** One row as a line of CSV: Commons CSV from texts, ours from bytes; and the whole of packing it. Nanoseconds a row. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EncoderBenchmark {
    @Param({"narrow", "wide"})
    public String shape;

    private final CsvLine line = new CsvLine();
    private Packer packer;
    private String[] values;
    private byte[][] row;

    @Setup
    public void makeARow() {
        values = SampleRows.values(shape);
        row = Arrays.stream(values)
                .map(value -> value.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        packer = new Packer(SampleRows.fields(shape), new PayloadCut(25_000, 16_000_000), group -> new Nowhere());
        bytes();
        System.out.println(shape + ": " + row.length + " cells, " + line.length() + " bytes");
    }

    @Benchmark
    public byte[] commonsCsv() throws IOException {
        return CommonsCsv.line(values);
    }

    @Benchmark
    public int bytes() {
        line.begin();
        for (byte[] cell : row) {
            line.text(cell, 0, cell.length);
        }
        line.end();
        return line.length();
    }

    @Benchmark
    public boolean packer() throws IOException {
        bytes();
        return packer.add(1111, IdentifierKind.PROFILE_ID, 1_700_000_000, line);
    }

    private static final class Nowhere implements PayloadSink.OpenPayload {
        @Override
        public void write(byte[] bytes, int from, int length) {}

        @Override
        public void complete(int rows, long firstEventTime, long lastEventTime) {}
    }
}

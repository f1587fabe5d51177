package io.github.appmetricaexport.payload;

import io.github.appmetricaexport.api.PostApiField;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
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

    private final CsvEncoder commons = new CsvEncoder();
    private final CsvLine line = new CsvLine();
    private Cells cells;
    private Packer packer;
    private String[] values;
    private byte[] row;

    /** Every cell of the row holds bytes, so that megabytes a second are bytes of the row over the time of a row. */
    @Setup
    public void makeARow() {
        values = SampleRows.values(shape);
        row = String.join("\0", values).getBytes(StandardCharsets.UTF_8);
        List<PostApiField> fields = SampleRows.fields(shape);
        cells = new Cells(fields.size());
        packer = new Packer(fields, new PayloadCut(25_000, 16_000_000), group -> new Nowhere());
        System.out.println(shape + ": " + fields.size() + " cells, " + row.length + " bytes");
    }

    @Benchmark
    public byte[] commonsCsv() {
        return commons.row(values, -1);
    }

    @Benchmark
    public int bytes() {
        cells.lookAt(row);
        line.encode(cells, -1);
        return line.length();
    }

    @Benchmark
    public boolean packer() throws IOException {
        return packer.add(row);
    }

    private static final class Nowhere implements PayloadSink.OpenPayload {
        @Override
        public void write(byte[] bytes, int from, int length) {}

        @Override
        public void complete(int rows, long firstEventTime, long lastEventTime) {}
    }
}

package io.github.appmetricaexport.source;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.values.deltalengthbytearray.DeltaLengthByteArrayValuesWriter;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridValuesWriter;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Parquet as tools other than Spark write it. */
public final class ParquetFiles {
    private static final int SLAB = 1024;
    private static final int PAGE = 1 << 20;

    private ParquetFiles() {}

    /** @param columns such as {@code optional int64 at (TIMESTAMP(NANOS,true));} */
    public static Path write(Path file, String columns, int rows, BiConsumer<Group, Integer> fill) throws IOException {
        return write(file, columns, rows, fill, builder -> {});
    }

    /** With its fractions in the encoding BYTE_STREAM_SPLIT, which pyarrow and other tools write when they are asked to. */
    static Path writeByteStreamSplit(Path file, String columns, int rows, BiConsumer<Group, Integer> fill)
            throws IOException {
        return write(
                file,
                columns,
                rows,
                fill,
                builder -> builder.withDictionaryEncoding(false).withByteStreamSplitEncoding(true));
    }

    private static Path write(
            Path file,
            String columns,
            int rows,
            BiConsumer<Group, Integer> fill,
            Consumer<ExampleParquetWriter.Builder> how)
            throws IOException {
        MessageType schema = MessageTypeParser.parseMessageType("message m { " + columns + " }");
        ExampleParquetWriter.Builder builder =
                ExampleParquetWriter.builder(output(file)).withType(schema).withConf(new Configuration());
        how.accept(builder);
        try (ParquetWriter<Group> writer = builder.build()) {
            for (int row = 0; row < rows; row++) {
                Group group = new SimpleGroup(schema);
                fill.accept(group, row);
                writer.write(group);
            }
        }
        return withoutChecksum(file);
    }

    /** One text column in one page of DELTA_LENGTH_BYTE_ARRAY, as DuckDB and parquet-go write it. */
    public static Path writeDeltaLengths(Path file, String column, int rows, IntFunction<String> text)
            throws IOException {
        MessageType schema =
                MessageTypeParser.parseMessageType("message m { optional binary " + column + " (STRING); }");
        DeltaLengthByteArrayValuesWriter values =
                new DeltaLengthByteArrayValuesWriter(SLAB, PAGE, new HeapByteBufferAllocator());
        RunLengthBitPackingHybridValuesWriter present =
                new RunLengthBitPackingHybridValuesWriter(1, SLAB, PAGE, new HeapByteBufferAllocator());
        Statistics<?> statistics = Statistics.createStats(schema.getType(0));
        for (int row = 0; row < rows; row++) {
            String value = text.apply(row);
            present.writeInteger(value == null ? 0 : 1);
            if (value == null) {
                statistics.incrementNumNulls();
            } else {
                values.writeBytes(Binary.fromString(value));
                statistics.updateStats(Binary.fromString(value));
            }
        }
        BytesInput page = BytesInput.copy(BytesInput.concat(present.getBytes(), values.getBytes()));
        ParquetFileWriter writer = new ParquetFileWriter(
                output(file),
                schema,
                ParquetFileWriter.Mode.CREATE,
                ParquetWriter.DEFAULT_BLOCK_SIZE,
                ParquetWriter.MAX_PADDING_SIZE_DEFAULT,
                ParquetProperties.DEFAULT_COLUMN_INDEX_TRUNCATE_LENGTH,
                ParquetProperties.DEFAULT_STATISTICS_TRUNCATE_LENGTH,
                true);
        writer.start();
        writer.startBlock(rows);
        writer.startColumn(schema.getColumns().get(0), rows, CompressionCodecName.UNCOMPRESSED);
        writer.writeDataPage(
                rows,
                (int) page.size(),
                page,
                statistics,
                rows,
                Encoding.RLE,
                Encoding.RLE,
                Encoding.DELTA_LENGTH_BYTE_ARRAY);
        writer.endColumn();
        writer.endBlock();
        writer.end(Map.of());
        return withoutChecksum(file);
    }

    /** The same pages behind another footer. */
    static void changeFooter(Path file, Consumer<FileMetaData> change) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int size = footerSize(bytes);
        int start = bytes.length - 8 - size;
        FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(bytes, start, size));
        change.accept(footer);
        ByteArrayOutputStream changed = new ByteArrayOutputStream();
        Util.writeFileMetaData(footer, changed);
        replaceFooter(file, Arrays.copyOf(bytes, start), changed.toByteArray());
    }

    /** Replaces the only place in the footer that has these bytes. */
    static void changeFooter(Path file, byte[] before, byte[] after) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int start = bytes.length - 8 - footerSize(bytes);
        int found = -1;
        for (int at = start; at + before.length < bytes.length - 8; at++) {
            if (Arrays.equals(Arrays.copyOfRange(bytes, at, at + before.length), before)) {
                if (found >= 0) {
                    throw new IllegalStateException("twice");
                }
                found = at;
            }
        }
        System.arraycopy(after, 0, bytes, found, after.length);
        Files.write(file, bytes);
        withoutChecksum(file);
    }

    /** A file of nothing but a footer. */
    static void writeFooter(Path file, FileMetaData footer) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Util.writeFileMetaData(footer, bytes);
        Files.createDirectories(file.getParent());
        replaceFooter(file, "PAR1".getBytes(StandardCharsets.US_ASCII), bytes.toByteArray());
    }

    private static void replaceFooter(Path file, byte[] pages, byte[] footer) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(pages);
        whole.write(footer);
        whole.write(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(footer.length)
                .array());
        whole.write("PAR1".getBytes(StandardCharsets.US_ASCII));
        Files.write(file, whole.toByteArray());
        withoutChecksum(file);
    }

    private static int footerSize(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.length - 8);
    }

    private static OutputFile output(Path file) throws IOException {
        return HadoopOutputFile.fromPath(new org.apache.hadoop.fs.Path(file.toUri()), new Configuration());
    }

    private static Path withoutChecksum(Path file) throws IOException {
        Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
        return file;
    }
}

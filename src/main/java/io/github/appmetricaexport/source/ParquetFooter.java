package io.github.appmetricaexport.source;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.SeekableInputStream;

/**
 * What one Parquet file says of itself. It is read here and not by Parquet's reader, which ends in a NullPointerException at a type
 * that it does not know, forgets which columns are of no type at all, and makes objects of every column chunk.
 *
 * @param rows of all row groups
 */
record ParquetFooter(long rows, FileShape shape) {
    /** As Spark leaves it in every footer that it writes. */
    private static final String SPARK_SCHEMA = "org.apache.spark.sql.parquet.row.metadata";

    private static final String MAGIC = "PAR1";
    private static final String MAGIC_OF_ENCRYPTED = "PARE";
    private static final int LENGTH_AND_MAGIC = Integer.BYTES + MAGIC.length();

    /** Most footers come with the first request. */
    private static final int FIRST_READ = 32 * 1024;

    /** A file that is sound, and cannot be read here; the message says what would help. */
    static final class UnfitFile extends IOException {
        private static final long serialVersionUID = 1L;

        UnfitFile(String message) {
            super(message);
        }
    }

    /**
     * Reads it.
     *
     * @throws UnfitFile for what this Spark cannot read, however sound it is
     * @throws IOException for a file that is damaged or no Parquet, or out of reach
     */
    static ParquetFooter read(FileStatus file, Configuration configuration, ColumnStorage storage) throws IOException {
        FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(bytes(file, configuration)));
        SchemaPaths paths = SchemaPaths.of(footer.getSchema());
        if (paths.columns().isEmpty()) {
            throw new UnfitFile("it has no columns; leave it out of the day");
        }
        if (!paths.unknownTypes().isEmpty()) {
            throw new UnfitFile("its column " + String.join(", ", paths.unknownTypes())
                    + " is of a logical type that this Spark's Parquet library does not know, such as VARIANT, FLOAT16 or GEOMETRY"
                    + " to an old one; write the day without it, or submit to a newer Spark");
        }
        long rows = 0;
        ColumnStorage.Findings findings = new ColumnStorage.Findings();
        for (RowGroup group : footer.getRow_groups()) {
            rows += group.getNum_rows();
            refuseContradiction(group, paths);
            refuseSummary(group, file.getPath().getName());
            storage.look(group, findings);
        }
        if (rows != footer.getNum_rows()) {
            throw contradiction(footer.getNum_rows() + " rows, and " + rows + " in its row groups");
        }
        // Only the schema is wanted of what follows.
        footer.setRow_groups(new ArrayList<>());
        ParquetMetadata metadata = new ParquetMetadataConverter().fromParquetMetadata(footer);
        return new ParquetFooter(
                rows,
                new FileShape(
                        metadata.getFileMetaData().getSchema(),
                        metadata.getFileMetaData().getKeyValueMetaData().get(SPARK_SCHEMA),
                        paths.withoutType(),
                        findings.obstacles(),
                        findings.deltaLengths(),
                        findings.streamSplits()));
    }

    /** Spark believes a row group: it leaves out what is beyond its rows, and repeats what it has until they are reached. */
    private static void refuseContradiction(RowGroup group, SchemaPaths paths) throws IOException {
        for (ColumnChunk chunk : group.getColumns()) {
            if (!chunk.isSetMeta_data()
                    || chunk.getMeta_data().getNum_values() == group.getNum_rows()
                    || chunk.getMeta_data().getPath_in_schema().size() > 1) {
                continue;
            }
            String column = chunk.getMeta_data().getPath_in_schema().get(0);
            if (!paths.repeated().contains(column)) {
                throw contradiction("a row group has " + group.getNum_rows() + " rows, and "
                        + chunk.getMeta_data().getNum_values() + " values of column " + column);
            }
        }
    }

    private static IOException contradiction(String what) {
        return new IOException("its footer contradicts itself: " + what);
    }

    private static void refuseSummary(RowGroup group, String name) throws UnfitFile {
        for (ColumnChunk chunk : group.getColumns()) {
            if (chunk.isSetFile_path()
                    && !new Path(chunk.getFile_path()).getName().equals(name)) {
                throw new UnfitFile("it holds no rows of its own but points to " + chunk.getFile_path()
                        + ", as a _metadata file does; leave it out of the day");
            }
        }
    }

    private static byte[] bytes(FileStatus file, Configuration configuration) throws IOException {
        long length = file.getLen();
        if (length == 0) {
            throw new IOException("empty, 0 bytes");
        }
        try (SeekableInputStream in =
                HadoopInputFile.fromStatus(file, configuration).newStream()) {
            byte[] tail = read(in, length, (int) Math.min(length, FIRST_READ));
            int size = footerSize(tail, length);
            if (size + LENGTH_AND_MAGIC > tail.length) {
                tail = read(in, length, size + LENGTH_AND_MAGIC);
            }
            int end = tail.length - LENGTH_AND_MAGIC;
            return Arrays.copyOfRange(tail, end - size, end);
        } catch (IllegalArgumentException refused) {
            if (DayListing.hasColon(refused)) {
                throw new UnfitFile(DayListing.NO_COLONS);
            }
            throw refused;
        }
    }

    private static byte[] read(SeekableInputStream in, long length, int last) throws IOException {
        byte[] bytes = new byte[last];
        in.seek(length - last);
        in.readFully(bytes);
        return bytes;
    }

    private static int footerSize(byte[] tail, long length) throws IOException {
        String magic = tail.length < LENGTH_AND_MAGIC
                ? ""
                : new String(tail, tail.length - MAGIC.length(), MAGIC.length(), StandardCharsets.ISO_8859_1);
        if (magic.equals(MAGIC_OF_ENCRYPTED)) {
            throw new UnfitFile("its footer is encrypted, and from the footers a day's rows are counted; write it with"
                    + " parquet.encryption.plaintext.footer=true");
        }
        if (!magic.equals(MAGIC)) {
            throw new IOException("is not a Parquet file, or not all of one: it does not end in " + MAGIC);
        }
        int size = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt(tail.length - LENGTH_AND_MAGIC);
        if (size <= 0 || size > length - LENGTH_AND_MAGIC - MAGIC.length()) {
            throw new IOException("its footer would be longer than the file");
        }
        return size;
    }
}

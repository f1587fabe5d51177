package io.github.appmetricaexport.source;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** How columns are stored, and whether that can be read here: their codecs, encodings and encryption. */
final class ColumnStorage {
    /** Where a cluster says how its keys are found. */
    private static final String KEYS = "parquet.crypto.factory.class";

    private final Configuration configuration;
    private final Map<CompressionCodec, String> codecs = new ConcurrentHashMap<>();

    ColumnStorage(Configuration configuration) {
        this.configuration = configuration;
    }

    /** What was found of a file, by its columns. */
    record Findings(Map<String, String> obstacles, Set<String> deltaLengths, Set<String> streamSplits) {
        Findings() {
            this(new TreeMap<>(), new TreeSet<>(), new TreeSet<>());
        }
    }

    void look(RowGroup group, Findings findings) {
        for (ColumnChunk chunk : group.getColumns()) {
            if (chunk.isSetCrypto_metadata() && configuration.get(KEYS) == null) {
                findings.obstacles.put(
                        nameOf(chunk),
                        "is encrypted, and " + KEYS + " does not say how its key is found: set it for Spark");
            }
            if (!chunk.isSetMeta_data()) {
                continue;
            }
            ColumnMetaData column = chunk.getMeta_data();
            String obstacle = codecs.computeIfAbsent(column.getCodec(), this::obstacleOf);
            if (!obstacle.isEmpty()) {
                findings.obstacles.putIfAbsent(nameOf(chunk), obstacle);
            }
            if (column.getEncodings().contains(Encoding.DELTA_LENGTH_BYTE_ARRAY)) {
                findings.deltaLengths.add(nameOf(chunk));
            }
            if (column.getEncodings().contains(Encoding.BYTE_STREAM_SPLIT)) {
                findings.streamSplits.add(nameOf(chunk));
            }
        }
    }

    private static String nameOf(ColumnChunk chunk) {
        return chunk.isSetMeta_data()
                ? chunk.getMeta_data().getPath_in_schema().get(0)
                : chunk.getCrypto_metadata()
                        .getENCRYPTION_WITH_COLUMN_KEY()
                        .getPath_in_schema()
                        .get(0);
    }

    private String obstacleOf(CompressionCodec codec) {
        String className = CompressionCodecName.valueOf(codec.name()).getHadoopCompressionCodecClassName();
        return className == null || configuration.getClassByNameOrNull(className) != null
                ? ""
                : "is compressed with %s, and Spark has no class %s for it: give it the jar that has one (--jars), or write ZSTD or SNAPPY"
                        .formatted(codec, className);
    }
}

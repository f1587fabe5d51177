package io.github.appmetricaexport.plan;

import io.github.appmetricaexport.normalize.ValidationLimits;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.payload.PayloadCut;
import java.util.Locale;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/** Begins the writing of a task, on its executor. */
final class OutboxWriterFactory implements DataWriterFactory {
    private static final long serialVersionUID = 1L;

    private final StructType schema;
    private final RunPaths paths;
    private final String token;
    private final PayloadCut cut;
    private final ValidationLimits limits;
    private final SerializableConfiguration hadoop;

    OutboxWriterFactory(StructType schema, PlanSettings settings, SerializableConfiguration hadoop) {
        this.schema = schema;
        this.hadoop = hadoop;
        paths = settings.paths();
        token = settings.token();
        cut = settings.cut();
        limits = settings.limits();
    }

    @Override
    public DataWriter<InternalRow> createWriter(int partition, long task) {
        Store store = new Store(hadoop.value(), new Path(paths.root()));
        RowReader reader = new RowReader(schema, limits);
        String prefix = String.format(Locale.ROOT, "%s-%05d-%d", token, partition, task);
        return new OutboxWriter(reader, cut, new PartFiles(store, paths, prefix, reader.fields()), store);
    }
}

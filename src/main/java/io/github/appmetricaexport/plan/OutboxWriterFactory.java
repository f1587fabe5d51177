package io.github.appmetricaexport.plan;

import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.Store;
import java.util.Locale;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/** Begins the writing of a task, on its executor; of the settings it takes along what a task asks for. */
record OutboxWriterFactory(
        StructType schema, RunPaths paths, String token, TaskRules rules, SerializableConfiguration hadoop)
        implements DataWriterFactory {
    @Override
    public DataWriter<InternalRow> createWriter(int partition, long task) {
        Store store = new Store(hadoop.value(), new Path(paths.root()));
        RowReader reader = new RowReader(schema, rules.limits());
        String prefix = String.format(Locale.ROOT, "%s-%05d-%d", token, partition, task);
        PartFiles files = new PartFiles(store, paths, prefix, reader.fields(), new DayTally(rules.bounds()));
        return new OutboxWriter(schema, reader, rules.cut(), files, store);
    }
}

package io.github.appmetricaexport.plan;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.types.StructType;

/**
 * Begins a task of a preview, on its executor.
 *
 * @param schema of the mapped fields
 */
record PreviewWriterFactory(StructType schema, PreviewSettings settings) implements DataWriterFactory {
    @Override
    public DataWriter<InternalRow> createWriter(int partition, long task) {
        return new PreviewWriter(
                partition, new RowReader(schema, settings.rules().limits()), settings);
    }
}

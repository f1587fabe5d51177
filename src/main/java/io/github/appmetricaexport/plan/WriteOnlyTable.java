package io.github.appmetricaexport.plan;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.SupportsWrite;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** A data source that has nothing to read, and is the one table of itself: it takes the columns of whichever mapping, in one batch. */
@SuppressWarnings("deprecation") // Spark 3.5 asks a table for its schema in no other way.
abstract class WriteOnlyTable implements TableProvider, SupportsWrite {
    @Override
    public final StructType inferSchema(CaseInsensitiveStringMap options) {
        return schema();
    }

    @Override
    public final Table getTable(StructType schema, Transform[] partitioning, Map<String, String> options) {
        return this;
    }

    @Override
    public final StructType schema() {
        return new StructType();
    }

    @Override
    public final Set<TableCapability> capabilities() {
        return EnumSet.of(TableCapability.BATCH_WRITE, TableCapability.ACCEPT_ANY_SCHEMA);
    }
}

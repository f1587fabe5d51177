package io.github.appmetricaexport.plan;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.SupportsWrite;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * Where rows go that are looked at and written nowhere: as of {@link OutboxSink}, whose rows they would be, and to the
 * {@link PreviewWrite} that the option {@link #OPTION} names.
 */
@SuppressWarnings("deprecation") // Spark 3.5 asks a table for its schema in no other way.
public final class PreviewSink implements TableProvider, SupportsWrite {
    static final String OPTION = "preview";

    @Override
    public StructType inferSchema(CaseInsensitiveStringMap options) {
        return schema();
    }

    @Override
    public Table getTable(StructType schema, Transform[] partitioning, Map<String, String> options) {
        return this;
    }

    @Override
    public String name() {
        return "preview";
    }

    @Override
    public StructType schema() {
        return new StructType();
    }

    @Override
    public Set<TableCapability> capabilities() {
        return EnumSet.of(TableCapability.BATCH_WRITE, TableCapability.ACCEPT_ANY_SCHEMA);
    }

    @Override
    public WriteBuilder newWriteBuilder(LogicalWriteInfo query) {
        return PreviewWrite.underWay(query.options().get(OPTION));
    }
}

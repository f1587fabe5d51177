package io.github.appmetricaexport.plan;

import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.WriteBuilder;

/**
 * Where rows go that are looked at and written nowhere: as of {@link OutboxSink}, whose rows they would be, and to the
 * {@link PreviewWrite} that the option {@link #OPTION} names.
 */
public final class PreviewSink extends WriteOnlyTable {
    static final String OPTION = "preview";

    @Override
    public String name() {
        return "preview";
    }

    @Override
    public WriteBuilder newWriteBuilder(LogicalWriteInfo query) {
        return PreviewWrite.underWay(query.options().get(OPTION));
    }
}

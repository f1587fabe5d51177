package io.github.appmetricaexport.plan;

import java.util.EnumSet;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.SupportsWrite;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.types.StructType;

/** The outbox as Spark sees it: what takes the columns of whichever mapping, in one batch. */
@SuppressWarnings("deprecation") // Spark 3.5 asks for the schema in no other way.
record OutboxTable(StructType schema) implements SupportsWrite {
    @Override
    public String name() {
        return "outbox";
    }

    @Override
    public Set<TableCapability> capabilities() {
        return EnumSet.of(TableCapability.BATCH_WRITE, TableCapability.ACCEPT_ANY_SCHEMA);
    }

    @Override
    public WriteBuilder newWriteBuilder(LogicalWriteInfo query) {
        return new OutboxWrite(
                query.schema(), PlanSettings.parse(query.options().get(PlanSettings.OPTION)));
    }
}

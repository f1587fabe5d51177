package io.github.appmetricaexport.plan;

import java.util.EnumSet;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.SupportsWrite;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.Write;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.types.StructType;

/** The outbox as Spark sees it: what takes the columns of whichever mapping, in one batch. */
final class OutboxTable implements SupportsWrite {
    private final StructType schema;

    OutboxTable(StructType schema) {
        this.schema = schema;
    }

    @Override
    public String name() {
        return "outbox";
    }

    @Override
    @SuppressWarnings("deprecation") // What replaces it is not there in Spark 3.5.
    public StructType schema() {
        return schema;
    }

    @Override
    public Set<TableCapability> capabilities() {
        return EnumSet.of(TableCapability.BATCH_WRITE, TableCapability.ACCEPT_ANY_SCHEMA);
    }

    @Override
    public WriteBuilder newWriteBuilder(LogicalWriteInfo query) {
        return new WriteBuilder() {
            @Override
            public Write build() {
                return new OutboxWrite(
                        query.schema(), PlanSettings.parse(query.options().get(PlanSettings.OPTION)));
            }
        };
    }
}

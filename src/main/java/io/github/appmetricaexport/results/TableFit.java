package io.github.appmetricaexport.results;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/**
 * Whether the job can write to a table that is already there, which it or somebody else may have made or changed.
 *
 * @param place the table's full name, for messages
 * @param columns all that it has
 * @param partition names of the columns it is partitioned by, in lower case
 */
record TableFit(ResultsTable table, String place, List<StructField> columns, List<String> partition) {
    /** What speaks against it, each with what would be right; columns that it lacks do not: they can be added. */
    List<String> misfits() {
        List<String> misfits = new ArrayList<>();
        Map<String, StructField> present = new HashMap<>();
        columns.forEach(column -> present.put(column.name().toLowerCase(Locale.ROOT), column));
        Set<String> owners = new HashSet<>(Arrays.asList(ResultsTable.PARTITION.fieldNames()));
        if (!new HashSet<>(partition).equals(owners)) {
            misfits.add(String.format(
                    "the table %s must be partitioned by date and run_id, the columns themselves; it is partitioned by %s."
                            + " Rename it away and the job makes its own",
                    place, partition.isEmpty() ? "no column" : String.join(", ", partition)));
        }
        for (StructField ours : table.schema().fields()) {
            StructField theirs = present.get(ours.name());
            if (theirs != null && !takes(theirs.dataType(), ours.dataType())) {
                misfits.add(String.format(
                        "the column %s of %s must be %s, it is %s",
                        ours.name(),
                        place,
                        ours.dataType().sql(),
                        theirs.dataType().sql()));
            }
        }
        for (StructField theirs : columns) {
            if (!theirs.nullable() && !owners.contains(theirs.name().toLowerCase(Locale.ROOT))) {
                misfits.add(String.format(
                        "the column %s of %s must allow NULL: the job has no value for it in every row",
                        theirs.name(), place));
            }
        }
        return misfits;
    }

    private static boolean takes(DataType theirs, DataType ours) {
        boolean widened = ours.equals(DataTypes.IntegerType) && theirs.equals(DataTypes.LongType);
        // As SQL says it, which leaves out whether an array's elements may be NULL.
        return widened || theirs.sql().equals(ours.sql());
    }
}

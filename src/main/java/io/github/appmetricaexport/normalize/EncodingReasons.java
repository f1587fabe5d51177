package io.github.appmetricaexport.normalize;

import static org.apache.spark.sql.functions.udf;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;

/** What is wrong with the bytes of a row's values, whatever the fields' rules say of the text. */
final class EncodingReasons {
    /** From a struct of BINARY values, named by their fields, to the reasons joined as all others are. */
    static final UserDefinedFunction FUNCTION = udf((UDF1<Row, String>) EncodingReasons::of, DataTypes.StringType);

    private EncodingReasons() {}

    private static String of(Row values) {
        String[] fields = values.schema().fieldNames();
        List<String> reasons = new ArrayList<>();
        for (int i = 0; i < fields.length; i++) {
            byte[] bytes = values.<byte[]>getAs(i);
            if (bytes == null) {
                continue;
            }
            if (Utf8Text.holdsNul(bytes, 0, bytes.length)) {
                reasons.add(fields[i] + ": contains NUL (U+0000)");
            }
            if (!Utf8Text.isWellFormed(bytes, 0, bytes.length)) {
                reasons.add(fields[i] + ": not valid UTF-8");
            }
        }
        return String.join(Validation.SEPARATOR, reasons);
    }
}

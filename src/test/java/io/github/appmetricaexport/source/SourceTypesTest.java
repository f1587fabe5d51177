package io.github.appmetricaexport.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceTypesTest {
    private final SourceTypes types = new SourceTypes(false);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "string | string | string",
                "tinyint | bigint | bigint",
                "int | smallint | int",
                "float | double | double",
                "void | date | date",
                "decimal(10,2) | decimal(12,0) | decimal(14,2)",
                "array<int> | array<bigint> | array<bigint>",
                "map<string,float> | map<string,double> | map<string,double>",
                "struct<a:int,b:string> | struct<B:string,c:date,A:bigint> | struct<a:bigint,b:string,c:date>",
            })
    void whatHoldsTheValuesOfBothIsTheType(String one, String other, String merged) {
        assertThat(types.merged(type(one), type(other))).contains(type(merged));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "int | string | c | int | string",
                "bigint | double | c | bigint | double",
                "int | decimal(10,0) | c | int | decimal(10,0)",
                "date | timestamp | c | date | timestamp",
                "decimal(38,0) | decimal(38,10) | c | decimal(38,0) | decimal(38,10)",
                "struct<a:int,b:array<int>> | struct<b:array<string>> | c.b.element | int | string",
                "map<string,int> | map<int,int> | c.key | string | int",
                "map<string,int> | map<string,struct<a:int>> | c.value | int | struct",
            })
    void whatContradictsIsNamedByItsInnermostPart(String one, String other, String path, String left, String right) {
        assertThat(types.merged(type(one), type(other))).isEmpty();
        assertThat(types.contradiction("c", type(one), type(other)))
                .isEqualTo(new SourceTypes.Contradiction(path, left, right));
    }

    @Test
    void aFileIsReadInItsOwnTypesWithTheMembersOfAll() {
        assertThat(types.readAs(type("struct<a:bigint,b:string>"), type("struct<A:int>")))
                .isEqualTo(type("struct<a:int,b:string>"));
    }

    private static DataType type(String text) {
        return SourceTypes.mapped(
                StructType.fromDDL("c " + text.strip()).fields()[0].dataType(), leaf -> leaf);
    }
}

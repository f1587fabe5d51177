package io.github.appmetricaexport.normalize;

import static io.github.appmetricaexport.api.PostApiField.APPLICATION_ID;
import static io.github.appmetricaexport.api.PostApiField.APPMETRICA_DEVICE_ID;
import static io.github.appmetricaexport.api.PostApiField.DEVICE_IPV6;
import static io.github.appmetricaexport.api.PostApiField.EVENT_JSON;
import static io.github.appmetricaexport.api.PostApiField.EVENT_NAME;
import static io.github.appmetricaexport.api.PostApiField.EVENT_TIMESTAMP;
import static io.github.appmetricaexport.api.PostApiField.MCC;
import static io.github.appmetricaexport.api.PostApiField.PROFILE_ID;
import static io.github.appmetricaexport.api.PostApiField.SESSION_TYPE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.appmetricaexport.SparkTest;
import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.Problem;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class MappingCheckTest extends SparkTest {
    @Test
    void anUnknownColumnIsNamedWithTheClosestAndAllOthers() {
        assertRefused(
                EVENT_NAME,
                "upper(acton)",
                "the source has no column acton, the closest is action (it has user_id, action, at, params, tags, flag,"
                        + " price, rate); a constant text stands in single quotes: 'acton'");
    }

    @Test
    void anExpressionThatIsNestedTooDeeplyIsRefused() {
        assertRefused(
                EVENT_NAME,
                "action" + " || action".repeat(20_000),
                "nested too deeply for Spark to take; write a column for it");
    }

    @Test
    void anUnknownFieldOfAStructIsNamed() {
        assertRefused(EVENT_NAME, "params.levl", "No such struct field `levl` in `level`, `item`");
    }

    @Test
    void aSyntaxErrorSaysWhere() {
        assertRefused(EVENT_NAME, "upper(", "Syntax error at or near end of input (position 6)");
        assertRefused(EVENT_NAME, "action, flag", "Syntax error at or near ',' (position 6)");
    }

    @Test
    void anUnknownFunctionIsNamedOnOneLine() {
        assertThat(remedy(EVENT_NAME, "upcase(action)")).contains("`upcase`").doesNotContain("\n", "[UNRESOLVED", ";");
    }

    @Test
    void aFunctionOfTheWrongTypeIsExplainedWithoutThePlan() {
        assertThat(remedy(EVENT_NAME, "upper(params)"))
                .startsWith("Cannot resolve \"upper(params)\" due to data type mismatch")
                .doesNotContain("\n", "Project", "[DATATYPE", "SQLSTATE", "line 1");
    }

    @Test
    void aTypeThatCannotGiveTheFieldIsRefused() {
        assertRefused(
                EVENT_NAME,
                "params",
                "gives struct<level:int,item:string>, wanted is one value: name a field in it, or write it as text with"
                        + " to_json(…)");
        assertRefused(
                MCC,
                "flag",
                "gives boolean, wanted is a whole number: an integer, a DECIMAL without fraction digits, or text");
        assertRefused(
                APPMETRICA_DEVICE_ID,
                "rate",
                "gives double, wanted is a whole number: an integer, a DECIMAL without fraction digits, or text;"
                        + " write cast(… as decimal(20,0))");
        assertRefused(
                EVENT_TIMESTAMP,
                "price",
                "gives decimal(10,2), wanted is a TIMESTAMP, a DATE, or Unix time in seconds as an integer or text;"
                        + " write cast(… as bigint)");
        assertRefused(
                EVENT_JSON,
                "user_id",
                "gives bigint, wanted is a STRUCT, a MAP, an ARRAY, or text that holds a JSON object");
        assertRefused(SESSION_TYPE, "user_id", "gives bigint, wanted is text, one of foreground, background");
        assertRefused(DEVICE_IPV6, "at", "gives timestamp, wanted is text, an IPv6 address");
        assertRefused(MCC, "null", "is always NULL: leave the field out of the mapping");
    }

    @Test
    void anythingThatSeesMoreThanOneRowIsRefused() {
        String remedy = "aggregate, window and generator functions see more than one row;"
                + " a field comes from one row alone";
        assertRefused(PROFILE_ID, "max(user_id)", remedy);
        assertRefused(PROFILE_ID, "concat(action, count(*))", remedy);
        assertRefused(MCC, "row_number() over (order by at)", remedy);
        assertRefused(EVENT_NAME, "explode(tags)", remedy);
        assertRefused(EVENT_NAME, "concat(action, explode(tags))", remedy);
    }

    @Test
    void anythingThatAnotherAttemptWouldComputeDifferentlyIsRefused() {
        for (String function : new String[] {
            "uuid()",
            "cast(rand() as string)",
            "concat('a', monotonically_increasing_id())",
            "spark_partition_id()",
            "array_join(transform(tags, tag -> uuid()), ',')"
        }) {
            assertRefused(
                    PROFILE_ID,
                    function,
                    "not deterministic: a task that is tried again would give another value;"
                            + " take it from the source's columns");
        }
    }

    @Test
    void aSubqueryIsRefusedWhereverItStands() {
        String remedy = "holds a subquery; a field comes from the source's columns alone";
        assertRefused(PROFILE_ID, "(select 1) as id", remedy);
        assertRefused(PROFILE_ID, "concat(action, (select max(id) from range(3)))", remedy);
        assertRefused(PROFILE_ID, "cast(user_id in (select 1) as string)", remedy);
        assertRefused(PROFILE_ID, "exists(select 1)", remedy);
        assertSound(PROFILE_ID, "exists(tags, tag -> tag = 'a')");
    }

    @Test
    void anExpressionGivesOneColumn() {
        assertRefused(EVENT_NAME, "*", "gives 8 columns, wanted is one");
        assertRefused(EVENT_NAME, "params.*", "gives 2 columns, wanted is one");
        assertRefused(EVENT_NAME, " ", "empty; write an expression or leave the field out");
    }

    @Test
    void aStarIsRefusedAlsoWhereItIsOneColumn() {
        Map<PostApiField, String> mapping = mapping(EVENT_NAME, "*");
        mapping.replaceAll((field, expression) -> field == EVENT_NAME ? "*" : "'1'");

        ConfigException refusal = catchThrowableOfType(
                ConfigException.class,
                () -> Normalization.of(source().select("action"), mapping).rows());

        assertThat(refusal).hasMessageStartingWith("mapping.event_name = *: Invalid usage of '*'");
    }

    @Test
    void anArrayNeedsANameForItsMember() {
        assertRefused(
                EVENT_JSON,
                "array(action, 'b')",
                "an array becomes a JSON object under its name and this one has none:"
                        + " write `array(action, 'b') as items`");
        assertSound(EVENT_JSON, "array(action, 'b') as items");
        assertSound(EVENT_JSON, "array(action, 'b') as `two words`");
        assertSound(EVENT_JSON, "tags");
        assertSound(EVENT_JSON, "map_entries(map('a', action))");
    }

    @Test
    void allProblemsAreReportedTogetherInTableOrder() {
        ConfigException refusal = refusal(Map.of(
                DEVICE_IPV6, "nowhere", EVENT_JSON, "to_json(", EVENT_NAME, "params", SESSION_TYPE, "background"));

        assertThat(refusal.problems())
                .extracting(Problem::key)
                .containsExactly(
                        "mapping.application_id",
                        "mapping.event_name",
                        "mapping.event_timestamp",
                        "mapping.event_json",
                        "mapping.session_type",
                        "mapping.device_ipv6",
                        "mapping.profile_id");
        assertThat(refusal)
                .hasMessageContaining("mapping.application_id: missing; every event needs it")
                .hasMessageContaining("mapping.event_name = params: gives struct")
                .hasMessageContaining("stands in single quotes: 'background'")
                .hasMessageContaining(
                        "mapping.profile_id: missing; every event needs profile_id or appmetrica_device_id");
    }

    @Test
    void aFractionIsNoTextAndNoIdentifier() {
        String remedy =
                " wanted is text: of a fraction it may read 1.2E8 or NaN; write cast(… as bigint) where it counts"
                        + " or names something, else cast(… as decimal(18,2)) with the digits that matter";
        assertRefused(PROFILE_ID, "rate", "gives double," + remedy);
        assertRefused(PROFILE_ID, "cast(rate as float)", "gives float," + remedy);
        assertSound(PROFILE_ID, "cast(rate as bigint)");
        assertSound(PROFILE_ID, "price");
    }

    @Test
    void theKeysOfAMapAreText() {
        String keys = " wanted is a MAP whose keys are text, these are ";
        assertRefused(
                EVENT_JSON,
                "map(cast(action as binary), 1)",
                "gives map<binary,int>," + keys
                        + "binary; write transform_keys(…, (key, value) -> cast(key as string))");
        assertRefused(
                EVENT_JSON,
                "named_struct('a', array(map(params, 1)))",
                "gives struct<a:array<map<struct<level:int,item:string>,int>>>," + keys
                        + "struct<level:int,item:string>; write transform_keys(…, (key, value) -> to_json(key))");
        for (String time : List.of("date", "timestamp", "timestamp_ntz", "interval day to second")) {
            assertRefused(
                    EVENT_JSON,
                    "map(cast(null as " + time + "), 1)",
                    "gives map<" + time + ",int>," + keys + time
                            + "; write transform_keys(…, (key, value) -> cast(key as string))");
        }
        for (String sound : List.of("1", "action", "true", "cast(1 as decimal(20,0))", "cast(1 as double)")) {
            assertSound(EVENT_JSON, "map(" + sound + ", action)");
        }
    }

    @Test
    void aWordThatIsNoColumnDoesNotBecomeTheFunctionOfThatName() {
        String columns = " (it has user_id, action, at, params, tags, flag, price, rate); Spark's function ";
        assertRefused(
                PROFILE_ID,
                "user",
                "the source has no column user, the closest is user_id" + columns + "user says nothing of the row");
        assertRefused(
                EVENT_TIMESTAMP,
                "current_timestamp",
                "the source has no column current_timestamp" + columns + "current_timestamp says nothing of the row");
        for (String word : List.of("current_user", "current_date", "CURRENT_DATE")) {
            assertThat(remedy(EVENT_NAME, "concat(action, " + word + ")")).contains("says nothing of the row");
        }
    }

    @Test
    void whatBelongsToTheRunIsRefused() {
        for (String function : List.of(
                "now()",
                "current_timestamp()",
                "current_date()",
                "curdate()",
                "localtimestamp()",
                "current_user()",
                "user()",
                "current_timezone()",
                "current_catalog()",
                "current_database()",
                "current_schema()",
                "version()",
                "unix_timestamp()",
                "timestamp'now'",
                "date 'Yesterday'",
                "cast('today' as date)",
                "to_timestamp('now')")) {
            assertThat(remedy(EVENT_NAME, "concat(action, " + function + ")"))
                    .isEqualTo(function.toLowerCase(Locale.ROOT)
                            + " gives another value in another run, and says nothing of"
                            + " the row; take it from the source's columns");
        }
        assertThat(remedy(EVENT_NAME, "array_join(transform(tags, tag -> concat(tag, now())), ',')"))
                .startsWith("now() gives another value");
    }

    @Test
    void whatOnlyReadsLikeAFunctionOfTheRunIsSound() {
        for (String expression : List.of(
                "'now()'",
                "concat('current_user()', action)",
                "'today'",
                "array_join(transform(tags, user -> user), ',')",
                "cast(unix_timestamp(at) as string)",
                "concat(timestamp'2024-01-01 00:00:00', date'epoch')")) {
            assertSound(EVENT_NAME, expression);
        }
        Dataset<Row> withUser =
                source().selectExpr("*", "action as user", "at as now", "named_struct('user', 'x') as version");
        for (String expression :
                List.of("user", "concat(user, now)", "version.user", "concat('now()', user)", "`user`")) {
            assertThat(Normalization.problems(withUser, mapping(EVENT_NAME, expression)))
                    .as(expression)
                    .isEmpty();
        }
    }

    @Test
    void aColumnWithADotOrAnotherMarkInItsNameIsToldInBackquotes() {
        Dataset<Row> marked = source().selectExpr("*", "action as `user.name`", "action as `event-name`");
        assertThat(Normalization.problems(marked, mapping(EVENT_NAME, "upper(user.name)")))
                .extracting(Problem::remedy)
                .containsExactly("the source's column user.name has a dot in its name, which here reads as a field in a"
                        + " struct: write `user.name`");
        assertThat(Normalization.problems(marked, mapping(EVENT_NAME, "event_name")))
                .extracting(Problem::remedy)
                .singleElement()
                .asString()
                .startsWith("the source has no column event_name, the closest is `event-name` (");
        assertThat(Normalization.problems(marked, mapping(EVENT_NAME, "`user.name`")))
                .isEmpty();
    }

    private void assertRefused(PostApiField field, String expression, String remedy) {
        assertThat(remedy(field, expression)).isEqualTo(remedy);
    }

    private void assertSound(PostApiField field, String expression) {
        assertThat(Normalization.of(source(), mapping(field, expression)).rows().columns())
                .contains(field.column());
    }

    private String remedy(PostApiField field, String expression) {
        ConfigException refusal = refusal(mapping(field, expression));
        assertThat(refusal.problems()).extracting(Problem::key).containsExactly("mapping." + field.column());
        return refusal.problems().get(0).remedy();
    }

    private static ConfigException refusal(Map<PostApiField, String> mapping) {
        return catchThrowableOfType(
                ConfigException.class, () -> Normalization.of(source(), mapping).rows());
    }

    private static Map<PostApiField, String> mapping(PostApiField field, String expression) {
        Map<PostApiField, String> mapping = new EnumMap<>(
                Map.of(APPLICATION_ID, "1111", PROFILE_ID, "user_id", EVENT_NAME, "action", EVENT_TIMESTAMP, "at"));
        mapping.put(field, expression);
        return mapping;
    }

    private static Dataset<Row> source() {
        return spark().sql("select 1L as user_id, 'x' as action, timestamp'2024-01-01 00:00:00' as at,"
                        + " named_struct('level', 1, 'item', 'a') as params, array('a') as tags, true as flag,"
                        + " 1.50 as price, 1.5D as rate")
                .selectExpr(
                        "user_id",
                        "action",
                        "at",
                        "params",
                        "tags",
                        "flag",
                        "cast(price as decimal(10,2)) price",
                        "rate");
    }
}

package io.github.appmetricaexport.trial;

import static io.github.appmetricaexport.api.PostApiField.EVENT_JSON;
import static io.github.appmetricaexport.api.PostApiField.MCC;
import static io.github.appmetricaexport.api.PostApiField.PROFILE_ID;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.appmetricaexport.plan.PreviewedRow;
import io.github.appmetricaexport.trial.Example.Expected;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ExampleComparisonTest {
    private static final ExampleComparison COMPARISON = new ExampleComparison(List.of(PROFILE_ID, EVENT_JSON, MCC));
    private static final PreviewedRow SENT =
            new PreviewedRow("{}", Arrays.asList("7", "{\"a\" : 1,\"b\":2}", null), List.of());
    private static final PreviewedRow REFUSED = new PreviewedRow(
            "{}", Arrays.asList(null, null, "x"), List.of("mcc: not a whole number", "identifier: none"));

    private static List<String> ofSent(String sent, PreviewedRow row) throws Exception {
        ObjectNode fields = (ObjectNode) ExamplesFile.JSON.readTree(sent);
        return differences(
                new Expected(
                        Optional.of(fields.properties().stream()
                                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue))),
                        Optional.empty()),
                row);
    }

    private static List<String> differences(Expected expected, PreviewedRow row) {
        Example example = new Example(3, "an example", ExamplesFile.JSON.createObjectNode(), expected);
        return COMPARISON.differences(example, Optional.ofNullable(row)).stream()
                .map(found -> found.line() + " " + found.field() + ": " + found.expected() + " | " + found.actual())
                .toList();
    }

    @Test
    void comparesTheFieldsThatAreNamedAndNoOthers() throws Exception {
        assertThat(ofSent("{}", SENT)).isEmpty();
        assertThat(ofSent("{\"profile_id\": \"7\", \"mcc\": null, \"os_name\": null}", SENT))
                .isEmpty();
        assertThat(ofSent("{\"profile_id\": \"8\"}", SENT)).containsExactly("3 profile_id: 8 | 7");
    }

    @Test
    void aNumberIsItsText() throws Exception {
        assertThat(ofSent("{\"profile_id\": 7}", SENT)).isEmpty();
        assertThat(ofSent("{\"profile_id\": 7.0}", SENT)).containsExactly("3 profile_id: 7.0 | 7");
    }

    @Test
    void anAbsentFieldIsNull() throws Exception {
        assertThat(ofSent("{\"profile_id\": null}", SENT)).containsExactly("3 profile_id: absent | 7");
        assertThat(ofSent("{\"mcc\": \"250\"}", SENT)).containsExactly("3 mcc: 250 | absent");
        assertThat(ofSent("{\"os_name\": \"ios\"}", SENT)).containsExactly("3 os_name: ios | absent");
    }

    @Test
    void aJsonObjectIsTheSameHoweverItIsWritten() throws Exception {
        assertThat(ofSent("{\"event_json\": {\"b\": 2, \"a\": 1}}", SENT)).isEmpty();
        assertThat(ofSent("{\"event_json\": {\"a\": 1}}", SENT)).hasSize(1);
        assertThat(ofSent("{\"event_json\": \"{\\\"a\\\":1,\\\"b\\\":2}\"}", SENT))
                .hasSize(1);
    }

    @Test
    void everyReasonIsExpectedInAnyOrder() {
        Expected both =
                new Expected(Optional.empty(), Optional.of(Set.of("identifier: none", "mcc: not a whole number")));
        Expected one = new Expected(Optional.empty(), Optional.of(Set.of("identifier: none")));

        assertThat(differences(both, REFUSED)).isEmpty();
        assertThat(differences(one, REFUSED))
                .containsExactly("3 reasons: identifier: none | identifier: none; mcc: not a whole number");
        assertThat(differences(one, SENT)).containsExactly("3 reasons: identifier: none | none, it is to be sent");
    }

    @Test
    void aRowThatTheFilterDoesNotPickIsNeitherSentNorRefused() throws Exception {
        Expected skipped = new Expected(Optional.empty(), Optional.empty());

        assertThat(differences(skipped, null)).isEmpty();
        assertThat(differences(skipped, SENT))
                .containsExactly("3 reasons: skipped by source.filter | none, it is to be sent");
        assertThat(differences(skipped, REFUSED))
                .containsExactly("3 reasons: skipped by source.filter | identifier: none; mcc: not a whole number");
        assertThat(ofSent("{}", null)).containsExactly("3 reasons: none, it is to be sent | skipped by source.filter");
    }

    @Test
    void aRowThatIsRefusedIsNotSent() throws Exception {
        assertThat(ofSent("{\"mcc\": \"x\"}", REFUSED))
                .containsExactly("3 reasons: none, it is to be sent | identifier: none; mcc: not a whole number");
    }
}

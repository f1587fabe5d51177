package io.github.appmetricaexport.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReadingTest {
    private static final String DOCUMENTED = "Your data has been uploaded.";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Your data has been uploaded.",
                "Your data has been uploaded",
                "Your data has been uploaded. \r\n"
            })
    void acceptsA200ThatSaysTheDocumentedSentence(String body) {
        assertThat(AnswerReading.of(200, body, DOCUMENTED)).isEqualTo(AttemptOutcome.ACCEPTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Thank you", "Thank you."})
    void takesTheOperatorsWordsInItsPlace(String acceptedAnswer) {
        assertThat(AnswerReading.of(200, "Thank you.\n", acceptedAnswer)).isEqualTo(AttemptOutcome.ACCEPTED);
        assertThat(AnswerReading.of(200, "Thank you", acceptedAnswer)).isEqualTo(AttemptOutcome.ACCEPTED);
        assertThat(AnswerReading.of(200, DOCUMENTED, acceptedAnswer)).isEqualTo(AttemptOutcome.AMBIGUOUS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Your data has been",
                "your data has been uploaded",
                " Your data has been uploaded",
                "Your data has been uploaded partially",
                "Your data has been uploaded partially. Rows 3 and 4 are wrong.",
                "Your data has been uploaded..",
                "Your data has been uploaded .",
                "Your data has been uploaded. Thank you",
                "Your data has been uploaded.\nRows: 3",
                "<html>Please log in to this network</html>"
            })
    void holdsA200WithOtherWordsInDoubt(String body) {
        assertThat(AnswerReading.of(200, body, DOCUMENTED)).isEqualTo(AttemptOutcome.AMBIGUOUS);
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 202, 204, 206, 299})
    void holdsAnyOther2xxInDoubtWhateverItSays(int status) {
        assertThat(AnswerReading.of(status, DOCUMENTED, DOCUMENTED)).isEqualTo(AttemptOutcome.AMBIGUOUS);
    }

    @ParameterizedTest
    @CsvSource({
        "300, ADDRESS_REFUSED",
        "301, ADDRESS_REFUSED",
        "302, ADDRESS_REFUSED",
        "303, ADDRESS_REFUSED",
        "304, ADDRESS_REFUSED",
        "307, ADDRESS_REFUSED",
        "308, ADDRESS_REFUSED",
        "399, ADDRESS_REFUSED",
        "400, REFUSED",
        "401, KEY_REFUSED",
        "402, REFUSED",
        "403, KEY_REFUSED",
        "404, ADDRESS_REFUSED",
        "405, ADDRESS_REFUSED",
        "407, REFUSED",
        "408, AMBIGUOUS",
        "413, TOO_LARGE",
        "415, REFUSED",
        "420, REFUSED_FOR_NOW",
        "421, REFUSED",
        "429, REFUSED_FOR_NOW",
        "499, REFUSED",
        "500, AMBIGUOUS",
        "501, AMBIGUOUS",
        "502, AMBIGUOUS",
        "503, REFUSED_FOR_NOW",
        "504, AMBIGUOUS",
        "599, AMBIGUOUS",
        "101, AMBIGUOUS",
        "600, AMBIGUOUS"
    })
    void readsEachStatus(int status, AttemptOutcome outcome) {
        assertThat(AnswerReading.of(status, "", DOCUMENTED)).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({
        "ACCEPTED, false",
        "REFUSED, true",
        "KEY_REFUSED, true",
        "ADDRESS_REFUSED, true",
        "TOO_LARGE, true",
        "REFUSED_FOR_NOW, true",
        "NOT_SENT, true",
        "AMBIGUOUS, false"
    })
    void knowsWhichOutcomesCannotBeDoubled(AttemptOutcome outcome, boolean isKnownNotApplied) {
        assertThat(outcome.isKnownNotApplied()).isEqualTo(isKnownNotApplied);
    }
}

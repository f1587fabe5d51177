package io.github.appmetricaexport.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReadingTest {
    private static final String DOCUMENTED = "Your data has been uploaded.";

    private static AnswerReading reading(String acceptedAnswer) {
        return new AnswerReading(acceptedAnswer, Set.of(408, 500, 502, 504));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Your data has been uploaded.",
                "Your data has been uploaded",
                "Your data has been uploaded. \r\n"
            })
    void acceptsA200ThatSaysTheDocumentedSentence(String body) {
        assertThat(reading(DOCUMENTED).of(200, body)).isEqualTo(AttemptOutcome.ACCEPTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Thank you", "Thank you."})
    void takesTheOperatorsWordsInItsPlace(String acceptedAnswer) {
        assertThat(reading(acceptedAnswer).of(200, "Thank you.\n")).isEqualTo(AttemptOutcome.ACCEPTED);
        assertThat(reading(acceptedAnswer).of(200, "Thank you")).isEqualTo(AttemptOutcome.ACCEPTED);
        assertThat(reading(acceptedAnswer).of(200, DOCUMENTED)).isEqualTo(AttemptOutcome.AMBIGUOUS);
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
        assertThat(reading(DOCUMENTED).of(200, body)).isEqualTo(AttemptOutcome.AMBIGUOUS);
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 202, 204, 206, 299})
    void holdsAnyOther2xxInDoubtWhateverItSays(int status) {
        assertThat(reading(DOCUMENTED).of(status, DOCUMENTED)).isEqualTo(AttemptOutcome.AMBIGUOUS);
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
        assertThat(reading(DOCUMENTED).of(status, "")).isEqualTo(outcome);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 404, 409, 413, 420, 429, 503, 599})
    void holdsWhateverTheOperatorSaysInDoubt(int status) {
        assertThat(new AnswerReading(DOCUMENTED, Set.of(status)).of(status, "")).isEqualTo(AttemptOutcome.AMBIGUOUS);
    }

    @ParameterizedTest
    @CsvSource({
        "408, REFUSED_FOR_NOW",
        "500, REFUSED_FOR_NOW",
        "502, REFUSED_FOR_NOW",
        "504, REFUSED_FOR_NOW",
        "501, AMBIGUOUS",
        "599, AMBIGUOUS"
    })
    void takesForARefusalWhatTheOperatorDoesNotHoldInDoubt(int status, AttemptOutcome outcome) {
        assertThat(new AnswerReading(DOCUMENTED, Set.of()).of(status, "")).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({
        "200, false",
        "299, false",
        "300, true",
        "400, false",
        "401, false",
        "402, true",
        "403, false",
        "599, true",
        "600, false"
    })
    void leavesTheMeaningOfWhatIsDocumentedToNobody(int status, boolean mayBeAmbiguous) {
        assertThat(AnswerReading.mayBeAmbiguous(status)).isEqualTo(mayBeAmbiguous);
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

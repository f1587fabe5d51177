package io.github.appmetricaexport.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamedColumnsTest {
    @ParameterizedTest
    @ValueSource(strings = {"*", "struct(*)", "to_json(struct( * except (a)))", "struct(a, *)"})
    void aStarNamesEveryColumn(String expression) {
        assertThat(NamedColumns.in(List.of("x", expression)).mayHold("anything"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a * b", "(a)*2", "struct(params.*)", "regexp_replace(a, '(.*)b', '')"})
    void productsMembersAndPatternsAreNoStar(String expression) {
        assertThat(NamedColumns.in(List.of(expression)).holdAll()).isFalse();
    }

    @Test
    void aNameIsFoundInAnyCaseAndInBackticks() {
        NamedColumns named = NamedColumns.in(List.of("upper(UserId)", "`a``b`"));

        assertThat(named.mayHold("userid")).isTrue();
        assertThat(named.mayHold("a`b")).isTrue();
        assertThat(named.mayHold("other")).isFalse();
    }
}

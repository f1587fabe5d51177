package io.github.appmetricaexport.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VisibleTextTest {
    @Test
    void leavesWhatCanBeSeen() {
        String text = "Ünï код שלום 👍 \"quoted\" \\ ~ \u00a0";

        assertThat(VisibleText.line(text)).isSameAs(text);
        assertThat(VisibleText.page("a\n\tb\n")).isEqualTo("a\n\tb\n");
    }

    @Test
    void escapesWhatSteersATerminalOrEndsALine() {
        assertThat(VisibleText.line(
                        "\u001b]0;title\u0007 a\r\nb\tc \u0085\u2028\u2029 \u009b \u200f\u202e\ufeff \udb40\udc41"))
                .isEqualTo(
                        "\\u001b]0;title\\u0007 a\\r\\nb\\tc \\u0085\\u2028\\u2029 \\u009b \\u200f\\u202e\\ufeff \\ue0041");
        assertThat(VisibleText.line("half \ud800")).isEqualTo("half \\ud800");
        assertThat(VisibleText.page("a\r\n\u001b[2J")).isEqualTo("a\\r\n\\u001b[2J");
    }
}

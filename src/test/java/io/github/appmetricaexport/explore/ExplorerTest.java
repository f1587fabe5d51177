package io.github.appmetricaexport.explore;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.config.WhenUnknown;
import io.github.appmetricaexport.explore.Bounds.Part;
import io.github.appmetricaexport.explore.Bounds.Size;
import io.github.appmetricaexport.explore.Explorer.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every history up to a size keeps the promise, and with any guard left out some do not.
 *
 * <p>{@code -Dexplore.drivers=N}, {@code -Dexplore.tasks=N}, {@code -Dexplore.payloads=N}, {@code -Dexplore.attempts=N} and
 * {@code -Dexplore.owners=N} ask for other sizes of {@link #everyHistoryOfSendingKeepsThePromise}.
 */
class ExplorerTest {
    /** So that an explorer that finds nothing to do cannot pass. */
    private static void report(Result result, int floor) {
        System.out.printf(
                Locale.ROOT, "explored %,d states, %,d steps: %s%n", result.states(), result.steps(), result.bounds());
        assertThat(result.violation()).isEqualTo(Optional.empty());
        assertThat(result.states()).isGreaterThanOrEqualTo(floor);
    }

    @ParameterizedTest
    @EnumSource(WhenUnknown.class)
    void everyHistoryOfSendingKeepsThePromise(WhenUnknown whenUnknown) {
        Size usual = new Size(2, 2, 2, 2);
        Size size = usual.orAsAsked();
        Bounds bounds = Bounds.of(size, Integer.getInteger("explore.owners", 1), whenUnknown);
        report(Explorer.explore(bounds), size.equals(usual) ? 50_000 : 1);
    }

    @ParameterizedTest
    @EnumSource(WhenUnknown.class)
    void everyHistoryOfThreeAttemptsUnderThreeOwnersKeepsThePromise(WhenUnknown whenUnknown) {
        report(Explorer.explore(Bounds.of(new Size(2, 2, 1, 3), 3, whenUnknown)), 60_000);
    }

    static Stream<Arguments> chapters() {
        return Stream.of(
                chapter(40_000, 2, new Size(2, 2, 2, 1)),
                chapter(80_000, 3, new Size(2, 2, 1, 2), Part.FREEZING),
                chapter(80_000, 3, new Size(2, 1, 1, 2), Part.FREEZING, Part.LATE_ROWS),
                chapter(15_000, 2, new Size(2, 2, 1, 1), Part.LATE_ROWS),
                chapter(80_000, 2, new Size(2, 1, 1, 2), Part.LATE_ROWS),
                chapter(40_000, 2, new Size(2, 1, 1, 2), Part.LATE_ROWS, Part.BUDGET),
                chapter(200_000, 2, new Size(2, 2, 1, 1), Part.HALVING),
                chapter(50_000, 2, new Size(2, 2, 2, 1), Part.REFUSED_KEYS),
                chapter(100_000, 2, new Size(2, 2, 1, 3), Part.ROT),
                chapter(60_000, 2, new Size(2, 2, 1, 3), Part.LIES),
                chapter(5_000, 2, new Size(2, 2, 1, 2), Part.PROXY, Part.KNOWN_PROXY));
    }

    private static Arguments chapter(int floor, int owners, Size size, Part... parts) {
        return Arguments.of(floor, Bounds.of(size, owners, WhenUnknown.HOLD, parts));
    }

    @ParameterizedTest
    @MethodSource("chapters")
    void everyHistoryOfWhatElseMayHappenKeepsThePromise(int floor, Bounds bounds) {
        report(Explorer.explore(bounds), floor);
    }

    /** Which row is sent hangs on no look at the lock: however late a driver or a task comes, fates and claims have decided. */
    @Test
    void whereRunsHaveFatesThePromiseHoldsWithoutTheFence() {
        Bounds bounds = Bounds.of(new Size(2, 2, 1, 2), 3, WhenUnknown.HOLD, Part.FREEZING);
        report(
                Explorer.explore(new Bounds(
                        bounds.size(), bounds.owners(), bounds.whenUnknown(), bounds.parts(), EnumSet.of(Guard.FENCE))),
                80_000);
    }

    @ParameterizedTest
    @EnumSource(Guard.class)
    void findsAShortStoryForEachGuardThatIsLeftOut(Guard guard) {
        Story story = Stories.without(guard);

        assertThat(story.violation()).isNotEmpty();
        assertThat(story.steps()).hasSizeLessThanOrEqualTo(30);
        assertThat(Explorer.explore(new Bounds(
                                story.bounds().size(),
                                story.bounds().owners(),
                                story.bounds().whenUnknown(),
                                story.bounds().parts(),
                                Stories.besides(guard)))
                        .violation())
                .as("with the guard in its place")
                .isEqualTo(Optional.empty());
    }

    /** As it should be it lies in {@code target/stories.md} afterwards. */
    @Test
    void thePageTellsTheStories() throws IOException {
        StringBuilder stories = new StringBuilder();
        for (Guard guard : Guard.values()) {
            stories.append("**`")
                    .append(guard)
                    .append("`**, ")
                    .append(guard.sentence())
                    .append(". Without it:\n\n    ");
            stories.append(Stories.without(guard).toString().replace("\n", "\n    "))
                    .append("\n\n");
        }
        Path project = Path.of(System.getProperty("project.root", "."));
        Files.writeString(project.resolve("target/stories.md"), stories);
        assertThat(project.resolve("src/site/markdown/reliability.md"))
                .content()
                .as("which should tell what is in target/stories.md")
                .contains(stories);
    }

    @Test
    void seesAnAppliedRowBehindARefusal() {
        Result result = Explorer.explore(Bounds.of(new Size(1, 1, 1, 2), 1, WhenUnknown.HOLD, Part.PROXY));

        assertThat(result.violation())
                .get()
                .satisfies(story -> assertThat(
                                story.steps().stream().map(Step::kind).toList())
                        .isEqualTo(List.of(
                                Step.Kind.TAKES_LOCK,
                                Step.Kind.ORDERS,
                                Step.Kind.CLAIMS,
                                Step.Kind.ANSWERED,
                                Step.Kind.RECEIPT)));
    }
}

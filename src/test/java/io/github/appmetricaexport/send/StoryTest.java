package io.github.appmetricaexport.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.config.WhenUnknown;
import io.github.appmetricaexport.explore.Bounds;
import io.github.appmetricaexport.explore.Bounds.Part;
import io.github.appmetricaexport.explore.Bounds.Size;
import io.github.appmetricaexport.explore.Guard;
import io.github.appmetricaexport.explore.Step;
import io.github.appmetricaexport.explore.Step.Kind;
import io.github.appmetricaexport.explore.Stories;
import io.github.appmetricaexport.explore.Story;
import io.github.appmetricaexport.explore.Walk;
import io.github.appmetricaexport.explore.Walk.Stage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the explorer tells, played with the real parts of the job. */
class StoryTest {
    private static final int WALKS = Integer.getInteger("explore.walks", 15);

    @TempDir
    private Path folder;

    /** Where the guard is in its place the story goes no further than to the step that it is there for. */
    @ParameterizedTest
    @CsvSource({
        "CLAIM, CLAIMS, 5",
        "LEASE, LOOKS_NOT_APPLIED, 4",
        "SKEW, ORDERS, 4",
        "FENCE, OPENS, 17",
        "FATE, FINDS_UNTOUCHED, 9",
        "RECEIPT, NO_RECEIPT, 5",
        "SHA, ANSWERED, 5",
        "STOP, ORDERS, 6"
    })
    void theRealPartsRefuseTheStoryOfEachGuardThatIsLeftOut(Guard guard, Kind refused, int number) throws Exception {
        Story story = Stories.without(guard);
        try (StoryPlayer player = new StoryPlayer(folder, story.bounds(), story.steps())) {
            int step = 0;
            while (step < story.steps().size() && player.play(story.steps().get(step))) {
                step++;
            }

            assertThat(step).as("steps that were played of\n%s", story).isEqualTo(number - 1);
            assertThat(story.steps().get(step).kind()).isEqualTo(refused);
            player.letAllEnd();
            assertThat(player.appliedByRow()).allMatch(times -> times <= 1);
        }
    }

    /** So that what the explorer explores is what the job does. */
    @ParameterizedTest
    @EnumSource(WhenUnknown.class)
    void theRealPartsSendAsTheExplorersDoStepByStep(WhenUnknown whenUnknown) throws Exception {
        Bounds bounds = new Bounds(
                new Size(2, 2, 2, 3), 3, whenUnknown, EnumSet.of(Part.SECOND_LOOK), EnumSet.noneOf(Guard.class));
        assertThat(walk(bounds, WALKS))
                .contains(
                        Kind.TAKES_LOCK,
                        Kind.ORDERS,
                        Kind.CLAIMS,
                        Kind.LOSES_CLAIM,
                        Kind.OPENS,
                        Kind.FINDS_NO_FILE,
                        Kind.ANSWERED,
                        Kind.RECEIPT,
                        Kind.LEASE_ENDS,
                        Kind.TASK_DIES);
    }

    @Test
    void theRealPartsBeginAndWithdrawAsTheExplorersDoStepByStep() throws Exception {
        Bounds bounds = new Bounds(
                new Size(2, 2, 1, 2), 4, WhenUnknown.HOLD, EnumSet.of(Part.FREEZING), EnumSet.noneOf(Guard.class));
        assertThat(walk(bounds, 5 * WALKS))
                .contains(
                        Kind.FREEZES,
                        Kind.MAKES_WAY,
                        Kind.FINDS_OTHER_BEGUN,
                        Kind.WITHDRAWS,
                        Kind.BEGINS,
                        Kind.FINDS_IT_GAVE_WAY,
                        Kind.ANSWERED);
    }

    /** Plays histories by chance, and tells the kinds of steps in them. */
    private Set<Kind> walk(Bounds bounds, int walks) throws Exception {
        Set<Kind> met = EnumSet.noneOf(Kind.class);
        for (int seed = 1; seed <= walks; seed++) {
            List<Stage> walk = Walk.of(bounds, seed, 60);
            List<Step> steps = walk.stream().map(Stage::step).toList();
            Path place = Files.createDirectories(folder.resolve("walk-" + seed));
            try (StoryPlayer player = new StoryPlayer(place, bounds, steps)) {
                for (int step = 0; step < walk.size(); step++) {
                    String story = "seed " + seed + ":\n" + new Story(bounds, steps.subList(0, step + 1), "");
                    assertThat(player.play(steps.get(step))).as(story).isTrue();
                    assertThat(player.states())
                            .as(story)
                            .isEqualTo(walk.get(step).states());
                    assertThat(player.appliedByRow())
                            .as(story)
                            .isEqualTo(walk.get(step).applied());
                    met.add(steps.get(step).kind());
                }
            }
        }
        return met;
    }
}

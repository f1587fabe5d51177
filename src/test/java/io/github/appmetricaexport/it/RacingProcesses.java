package io.github.appmetricaexport.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Several processes, each with several threads, that claim the same files in the same moment: {@link ClaimRace}. */
public final class RacingProcesses {
    private static final int PROCESSES = 3;

    private RacingProcesses() {}

    /**
     * Lets them race.
     *
     * @param folder for their logs
     * @param classPath with Hadoop's client of the file system
     * @param place where they race; the file of a round is {@code claims/ROUND}
     * @return of each round, from 0, the names of those who were told that they won: what the file must hold
     */
    public static Map<Integer, List<String>> winners(
            Path folder, String classPath, Map<String, String> environment, String place, int rounds) {
        List<ChildProcess> processes = new ArrayList<>();
        Map<Integer, List<String>> winners = new HashMap<>();
        try {
            for (int process = 0; process < PROCESSES; process++) {
                processes.add(start(folder, classPath, environment, place, "process" + process, rounds));
            }
            for (ChildProcess process : processes) {
                assertThat(process.exitCode()).as(process.output()).isZero();
                process.output()
                        .lines()
                        .map(line -> line.split(" "))
                        .filter(won -> won.length == 2 && won[0].matches("\\d+"))
                        .forEach(won -> winners.computeIfAbsent(Integer.valueOf(won[0]), round -> new ArrayList<>())
                                .add(won[1]));
            }
        } finally {
            processes.forEach(ChildProcess::close);
        }
        return winners;
    }

    private static ChildProcess start(
            Path folder, String classPath, Map<String, String> environment, String place, String name, int rounds) {
        return new ChildProcess(
                List.of(
                        Project.JAVA.toString(),
                        "-Xmx256m",
                        "-cp",
                        Project.ROOT.resolve("target/test-classes") + ":" + Project.JAR + ":" + classPath,
                        ClaimRace.class.getName(),
                        place,
                        name,
                        String.valueOf(PROCESSES),
                        String.valueOf(rounds)),
                folder,
                environment,
                folder.resolve(name + ".log"));
    }
}

package io.github.appmetricaexport.bench;

import com.sun.management.OperatingSystemMXBean;
import io.github.appmetricaexport.bench.StageCosts.StageCost;
import io.github.appmetricaexport.cli.Main;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.commons.io.FileUtils;

/**
 * Writes the same day again and again in one JVM, and prints what the stage that reads it cost: seconds of wall, seconds of
 * its tasks' CPU, microseconds of CPU a row, and CPU seconds of the whole process.
 *
 * <p>Arguments: rounds, rows of the day, the folder to delete before each round, then {@code export ...} as the job takes it,
 * or {@code csv} and the arguments of {@link SparkCsv}. Each round starts Spark anew; the code that Spark generated and the
 * JVM compiled stays.
 */
public final class WarmPlan {
    private WarmPlan() {}

    public static void main(String[] arguments) throws IOException {
        int rounds = Integer.parseInt(arguments[0]);
        long rows = Long.parseLong(arguments[1]);
        Path written = Path.of(arguments[2]);
        String[] command = Arrays.copyOfRange(arguments, 3, arguments.length);
        OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        for (int round = 1; round <= rounds; round++) {
            FileUtils.deleteDirectory(written.toFile());
            long cpuBefore = process.getProcessCpuTime();
            run(command);
            StageCost stage = reading(rows);
            System.out.printf(
                    Locale.ROOT,
                    "round %d: wall %.2f cpu %.2f micros %.3f process %.2f%n",
                    round,
                    stage.wallSeconds(),
                    stage.cpuSeconds(),
                    stage.cpuSeconds() * 1e6 / rows,
                    (process.getProcessCpuTime() - cpuBefore) / 1e9);
        }
    }

    private static void run(String[] command) {
        if (command[0].equals("csv")) {
            SparkCsv.main(Arrays.copyOfRange(command, 1, command.length));
        } else {
            // Returns only where all went well.
            Main.main(command);
        }
    }

    /** Spark is stopped by now, and with it everything has been told. */
    private static StageCost reading(long rows) {
        List<StageCost> all = StageCosts.take();
        List<StageCost> reading =
                all.stream().filter(stage -> stage.rowsRead() == rows).toList();
        if (reading.size() != 1) {
            throw new IllegalStateException("one stage should have read the " + rows + " rows, of " + all);
        }
        return reading.get(0);
    }
}

package io.github.appmetricaexport.explore;

import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.explore.Bounds.Part;
import java.util.Arrays;

/**
 * Everything that a history has come to: the outbox's files, the server's ledger, and where each driver and task stands.
 *
 * <p>Of time only the age of claims counts, in ticks of which a lease is a little more than three: one from the claim to its
 * request, one for the request, one for the hosts' clocks. A claim is {@link #YOUNG} as long as its request can be answered,
 * and then {@link #OLD}. A world is a row of bytes, since millions of them are looked at.
 */
final class World {
    /** The last moment at which a request can be under way, when its lease must run by every clock. */
    static final int YOUNG = 2;

    /** The first at which a claim's lease is over by every clock. */
    static final int OLD = 4;

    static final int IDLE = 0;
    // A task's ways.
    static final int LOOKED = 1;
    static final int CLAIMED = 2;
    static final int OPENED = 3;
    static final int ANSWERED = 4;
    // A driver's.
    static final int OWNER = 1;
    static final int PLANS = 2;
    static final int MAY_FREEZE = 3;
    static final int FROZE = 4;
    static final int WITHDRAWING = 5;
    static final int AT_THE_GATE = 6;
    static final int SENDING = 7;
    static final int RESOLVING = 8;
    static final int HALVING = 9;
    static final int MAY_BEGIN = 10;
    static final int HAS_CLEARED = 11;

    // What the first run has come to.
    static final int FROZEN = 1;
    static final int WITHDRAWN = 2;
    // What the second one holds.
    static final int ALL_ROWS = 1;
    static final int LATE_ROWS = 2;
    static final int ALL_AND_LATE_ROWS = 3;

    // A run's fate.
    static final int BEGUN = 1;
    static final int GAVE_WAY = 2;

    static final int GLOBALS = 7;
    static final int DRIVER = 5;
    static final int TASK = 5;
    static final int AFTER_ATTEMPTS = 4;

    private final Bounds bounds;
    private final byte[] cells;

    private World(Bounds bounds, byte[] cells) {
        this.bounds = bounds;
        this.cells = cells;
    }

    static World first(Bounds bounds) {
        World world = new World(bounds, new byte[firstRow(bounds) + rows(bounds)]);
        if (!bounds.has(Part.FREEZING)) {
            world.run1(FROZEN);
        }
        return world;
    }

    static World of(Bounds bounds, byte[] cells) {
        return new World(bounds, cells);
    }

    World copy() {
        return new World(bounds, cells.clone());
    }

    byte[] cells() {
        return cells;
    }

    // Payloads: those of the first run, then the halves of the first of them, then that of the second run.

    static int slots(Bounds bounds) {
        return bounds.size().payloads() + halves(bounds) + (hasSecondRun(bounds) ? 1 : 0);
    }

    private static int halves(Bounds bounds) {
        return bounds.has(Part.HALVING) ? 2 : 0;
    }

    static boolean hasSecondRun(Bounds bounds) {
        return bounds.has(Part.FREEZING) || bounds.has(Part.LATE_ROWS);
    }

    int runOf(int payload) {
        return hasSecondRun(bounds) && payload == slots(bounds) - 1 ? 2 : 1;
    }

    /** The payload that it is a half of, or -1. */
    int parentOf(int payload) {
        int first = bounds.size().payloads();
        return payload >= first && payload < first + halves(bounds) ? 0 : -1;
    }

    // Rows: one of each payload of the first run, the first one's other, the late one.

    static int rows(Bounds bounds) {
        return bounds.size().payloads() + halves(bounds) / 2 + (hasSecondRun(bounds) ? 1 : 0);
    }

    boolean holds(int payload, int row) {
        int first = bounds.size().payloads();
        int late = rows(bounds) - 1;
        if (runOf(payload) == 2) {
            return run2() == LATE_ROWS ? row == late : row != late || run2() == ALL_AND_LATE_ROWS;
        }
        if (parentOf(payload) >= 0) {
            return row == (payload == first ? 0 : first);
        }
        return row == payload || payload == 0 && bounds.has(Part.HALVING) && row == first;
    }

    /** Whether it is there to be sent: frozen, or committed as a half. */
    boolean isThere(int payload) {
        return runOf(payload) == 2 ? run2() > 0 : run1() > 0 && (parentOf(payload) < 0 || isSplit(parentOf(payload)));
    }

    int rowsOf(int payload) {
        int count = 0;
        for (int row = 0; row < rows(bounds); row++) {
            count += holds(payload, row) ? 1 : 0;
        }
        return count;
    }

    // The date.

    int epoch() {
        return cells[0];
    }

    void epoch(int epoch) {
        cells[0] = (byte) epoch;
    }

    boolean sourceIsLarger() {
        return cells[1] == 1;
    }

    void enlargeSource() {
        cells[1] = 1;
    }

    int run1() {
        return cells[2];
    }

    void run1(int state) {
        cells[2] = (byte) state;
    }

    int run2() {
        return cells[3];
    }

    void run2(int state) {
        cells[3] = (byte) state;
    }

    /** 0 where nobody has decided. */
    int fate(int run) {
        return cells[4 + run];
    }

    void fate(int run, int fate) {
        cells[4 + run] = (byte) fate;
    }

    /** Whether it is sent, as the outbox tells it: by its fate, or by its claims where there are no fates. */
    boolean isBegun(int run) {
        return bounds.has(Guard.FATE) ? fate(run) == BEGUN : !isUntouched(run);
    }

    boolean isFrozen(int run) {
        return run == 1 ? run1() != 0 : run2() != 0;
    }

    boolean isStopped(int epoch) {
        return (cells[4] & 1 << epoch) != 0;
    }

    void stop(int epoch) {
        cells[4] |= (byte) (1 << epoch);
    }

    // Drivers: where it stands, the epoch of its lock, the run it works on, and two cells of what it has in mind.

    int driver(int driver) {
        return cells[atDriver(driver)];
    }

    int epochOfDriver(int driver) {
        return cells[atDriver(driver) + 1];
    }

    int runOfDriver(int driver) {
        return cells[atDriver(driver) + 2];
    }

    int inMind(int driver) {
        return cells[atDriver(driver) + 3];
    }

    int moreInMind(int driver) {
        return cells[atDriver(driver) + 4];
    }

    void driver(int driver, int phase, int epoch, int run) {
        drives(driver, phase, epoch, run, 0, 0);
    }

    void drives(int driver, int phase, int epoch, int run, int inMind, int more) {
        put(atDriver(driver), phase, epoch, run, inMind, more);
    }

    // Tasks: where it stands, the epoch it works for, its payload, the attempt, and the last outcome.

    int task(int task) {
        return cells[atTask(task)];
    }

    int epochOfTask(int task) {
        return cells[atTask(task) + 1];
    }

    int payloadOfTask(int task) {
        return cells[atTask(task) + 2];
    }

    int attemptOfTask(int task) {
        return cells[atTask(task) + 3];
    }

    AttemptOutcome outcomeOfTask(int task) {
        return AttemptOutcome.values()[cells[atTask(task) + 4]];
    }

    void task(int task, int phase) {
        cells[atTask(task)] = (byte) phase;
    }

    void begin(int task, int epoch, int payload, int attempt) {
        put(atTask(task), LOOKED, epoch, payload, attempt, 0);
    }

    void outcomeOfTask(int task, AttemptOutcome outcome) {
        cells[atTask(task) + 4] = (byte) outcome.ordinal();
    }

    void nextAttempt(int task) {
        put(atTask(task), LOOKED, epochOfTask(task), payloadOfTask(task), attemptOfTask(task) + 1, 0);
    }

    void end(int task) {
        Arrays.fill(cells, atTask(task), atTask(task) + TASK, (byte) 0);
    }

    // Files of a payload.

    /** Ticks since the claim. */
    int age(int payload, int attempt) {
        return cells[atAttempt(payload, attempt)] >> 4;
    }

    boolean isClaimed(int payload, int attempt) {
        return cells[atAttempt(payload, attempt)] != 0;
    }

    void claim(int payload, int attempt, int age) {
        cells[atAttempt(payload, attempt)] = (byte) (age << 4);
    }

    boolean hasReceipt(int payload, int attempt) {
        return (cells[atAttempt(payload, attempt)] & 15) != 0;
    }

    AttemptOutcome receipt(int payload, int attempt) {
        return AttemptOutcome.values()[(cells[atAttempt(payload, attempt)] & 15) - 1];
    }

    /** With a receipt beside it a claim has nothing more to tell, so that its age is forgotten. */
    void receipt(int payload, int attempt, AttemptOutcome outcome) {
        cells[atAttempt(payload, attempt)] = (byte) (YOUNG << 4 | outcome.ordinal() + 1);
    }

    boolean isDecided(int payload) {
        return cells[atPayload(payload) + attempts()] != 0;
    }

    boolean isDecidedAsAccepted(int payload) {
        return cells[atPayload(payload) + attempts()] > 16;
    }

    int decidedThrough(int payload) {
        return cells[atPayload(payload) + attempts()] & 15;
    }

    void decide(int payload, boolean accepted, int through) {
        if (through >= decidedThrough(payload)) {
            cells[atPayload(payload) + attempts()] = (byte) (through + (accepted ? 16 : 0));
        }
    }

    boolean isSplit(int payload) {
        return cells[atPayload(payload) + attempts() + 1] == 1;
    }

    void split(int payload) {
        cells[atPayload(payload) + attempts() + 1] = 1;
    }

    boolean isRotten(int payload) {
        return cells[atPayload(payload) + attempts() + 2] == 1;
    }

    void rot(int payload) {
        cells[atPayload(payload) + attempts() + 2] = 1;
    }

    int lies(int payload) {
        return cells[atPayload(payload) + attempts() + 3];
    }

    void lie(int payload) {
        cells[atPayload(payload) + attempts() + 3]++;
    }

    /** All that its state depends on, as a number. */
    long filesOf(int payload) {
        long files = 0;
        for (int cell = 0; cell < attempts() + 2; cell++) {
            files = files << 8 | cells[atPayload(payload) + cell];
        }
        return files;
    }

    boolean isUntouched(int run) {
        for (int payload = 0; payload < slots(bounds); payload++) {
            if (runOf(payload) == run) {
                for (int attempt = 1; attempt <= attempts(); attempt++) {
                    if (isClaimed(payload, attempt)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    // The server's ledger.

    int applied(int row) {
        return cells[firstRow(bounds) + row];
    }

    void apply(int payload) {
        for (int row = 0; row < rows(bounds); row++) {
            if (holds(payload, row)) {
                cells[firstRow(bounds) + row]++;
            }
        }
    }

    /** The same world with the names of drivers, tasks and equal payloads given in one order. */
    World inOrder() {
        return Symmetry.inOrder(bounds, this);
    }

    /** Tells worlds apart: among ten million the chance that two have the same is one in 400,000. */
    long hash() {
        long hash = 0x9E3779B97F4A7C15L;
        for (byte cell : cells) {
            hash = (hash ^ cell & 0xff) * 0xD6E8FEB86659FD93L;
            hash ^= hash >>> 32;
        }
        return hash;
    }

    int attempts() {
        return bounds.size().attempts();
    }

    int atDriver(int driver) {
        return GLOBALS + DRIVER * driver;
    }

    int atTask(int task) {
        return atDriver(bounds.size().drivers()) + TASK * task;
    }

    private static int atPayload(Bounds bounds, int payload) {
        Bounds.Size size = bounds.size();
        return GLOBALS + DRIVER * size.drivers() + TASK * size.tasks() + payload * (size.attempts() + AFTER_ATTEMPTS);
    }

    int atPayload(int payload) {
        return atPayload(bounds, payload);
    }

    private int atAttempt(int payload, int attempt) {
        return atPayload(payload) + attempt - 1;
    }

    static int firstRow(Bounds bounds) {
        return atPayload(bounds, slots(bounds));
    }

    private void put(int at, int... values) {
        for (int value = 0; value < values.length; value++) {
            cells[at + value] = (byte) values[value];
        }
    }
}

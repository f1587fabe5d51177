package io.github.appmetricaexport.send;

import io.github.appmetricaexport.outbox.Claim;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.send.ChaosFileSystem.Plan;
import io.github.appmetricaexport.time.Sleeper;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tasks that send, with their twins, under fire.
 *
 * <p>A task that is killed is abandoned: from some operation of its disk on nothing of it goes on, or its thread is
 * interrupted.
 */
final class ChaosTasks implements AutoCloseable {
    private static final Duration FARTHEST_AHEAD = Duration.ofSeconds(35);

    private final Path folder;
    private final String seed;
    private final Manner manner;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger tasks = new AtomicInteger();
    private final Queue<String> brokenLeases = new ConcurrentLinkedQueue<>();

    ChaosTasks(Path folder, long seed, Manner manner) {
        this.folder = folder;
        this.seed = Long.toString(seed);
        this.manner = manner;
    }

    /** How a task works. */
    enum Manner {
        /** One payload after the other, on a disk on which every third task dies, and now and then operations fail. */
        PLAIN {
            @Override
            Plan disk(Random dice) {
                return failingDisk(dice);
            }

            @Override
            void send(SendOrders hand, PayloadSender sender, ExecutorUploads uploads) throws Exception {
                for (SendOrder order : hand.payloads()) {
                    sender.send(order);
                }
            }
        },
        /** Several at once, as tasks of Spark do; some stand still for a while, as if their machine had. */
        HALTING {
            @Override
            Plan disk(Random dice) {
                return haltingDisk(dice);
            }

            @Override
            void send(SendOrders hand, PayloadSender sender, ExecutorUploads uploads) throws Exception {
                new SendLoop(sender, uploads.room()).send(hand);
            }
        },
        /** The same without twins, deaths and faults. */
        CALM {
            @Override
            Plan disk(Random dice) {
                return new Plan(0, Integer.MAX_VALUE, 0);
            }

            @Override
            void send(SendOrders hand, PayloadSender sender, ExecutorUploads uploads) throws Exception {
                HALTING.send(hand, sender, uploads);
            }
        };

        abstract Plan disk(Random dice);

        abstract void send(SendOrders hand, PayloadSender sender, ExecutorUploads uploads) throws Exception;
    }

    private static Plan failingDisk(Random dice) {
        int lastOperation = dice.nextInt(3) == 0 ? 1 + dice.nextInt(20) : Integer.MAX_VALUE;
        double errors = dice.nextInt(10) == 0 ? 0.03 : 0;
        return new Plan(dice.nextLong(), lastOperation, errors);
    }

    private static Plan haltingDisk(Random dice) {
        int lastOperation = dice.nextInt(4) == 0 ? 1 + dice.nextInt(60) : Integer.MAX_VALUE;
        double errors = dice.nextInt(10) == 0 ? 0.02 : 0;
        int halt = dice.nextInt(4) == 0 ? 1 + dice.nextInt(30) : Integer.MAX_VALUE;
        int millis = dice.nextInt(100);
        AtomicInteger operations = new AtomicInteger();
        return new Plan(dice.nextLong(), lastOperation, errors) {
            @Override
            void before(String operation, org.apache.hadoop.fs.Path path) throws IOException {
                try {
                    if (operations.incrementAndGet() == halt) {
                        TimeUnit.MILLISECONDS.sleep(millis);
                    }
                } catch (InterruptedException e) {
                    throw new InterruptedIOException();
                }
            }
        };
    }

    /**
     * One of them.
     *
     * @param result is cancelled at once when it is interrupted
     * @param end of its thread's work
     */
    record Task(Future<?> result, CompletableFuture<Void> end) {}

    ExecutorService threads() {
        return threads;
    }

    /** Attempts that were ordered while another might still be at it. */
    List<String> brokenLeases() {
        return List.copyOf(brokenLeases);
    }

    /** Deals the next attempts of these payloads out, to tasks of which some have a twin. */
    List<Task> start(List<PayloadHistory> toSend, SendSettings settings, Random dice) {
        List<Task> running = new ArrayList<>();
        if (toSend.isEmpty()) {
            return running;
        }
        for (SendOrders hand :
                SendOrders.deal(toSend.stream().map(SendOrder::next).toList(), 2, 4)) {
            int copies = manner != Manner.CALM && dice.nextInt(3) == 0 ? 2 : 1;
            for (int copy = 0; copy < copies; copy++) {
                running.add(start(hand, settings, dice));
            }
        }
        return running;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Who cancels is not waited for, the task is.
    private Task start(SendOrders hand, SendSettings settings, Random dice) {
        long life = dice.nextLong();
        int attempts = 1 + dice.nextInt(2);
        String name = seed + "-" + tasks.incrementAndGet();
        CompletableFuture<Void> end = new CompletableFuture<>();
        AtomicBoolean begun = new AtomicBoolean();
        Future<?> result = threads.submit((Callable<Void>) () -> {
            if (begun.getAndSet(true)) {
                return null;
            }
            try {
                for (int attempt = 0; attempt < attempts; attempt++) {
                    run(hand, settings, name + "." + attempt, new Random(life + attempt));
                }
                return null;
            } finally {
                end.complete(null);
            }
        });
        if (manner != Manner.CALM && dice.nextInt(5) == 0) {
            int patience = dice.nextInt(60);
            threads.submit((Callable<Boolean>) () -> {
                TimeUnit.MILLISECONDS.sleep(patience);
                if (!begun.getAndSet(true)) {
                    end.complete(null);
                }
                return result.cancel(true);
            });
        }
        return new Task(result, end);
    }

    private void run(SendOrders hand, SendSettings settings, String name, Random dice) throws InterruptedException {
        try (Store mine = new Store(
                        ChaosFileSystem.configuration(folder + name, manner.disk(dice)), ChaosFileSystem.path(folder));
                ExecutorUploads uploads = ExecutorUploads.join(settings)) {
            manner.send(hand, new PayloadSender(settings, mine, uploads, surroundings(name)), uploads);
        } catch (InterruptedException interrupted) {
            throw interrupted;
        } catch (ChaosFileSystem.Killed | Exception endOfTheTask) {
            // As with Spark: the task is gone, perhaps another attempt comes.
        } finally {
            ChaosFileSystem.forget(folder + name);
        }
    }

    /** Who would wait finds that the time has passed: its clock goes ahead, no further than hosts' clocks may differ. */
    private static SenderSurroundings surroundings(String name) {
        SenderSurroundings usual = SenderSurroundings.ofTask(name);
        ClockAhead clock = new ClockAhead(Duration.ZERO);
        Sleeper sleeper = pause -> {
            if (!clock.goOn(pause, FARTHEST_AHEAD)) {
                usual.sleeper().sleep(pause);
            }
        };
        return new SenderSurroundings(name, clock, usual.nanoTime(), sleeper, usual.random(), usual.shutdown());
    }

    /** The files themselves are asked, and not what the state table made of them. */
    void lookForARunningLease(Store store, RunPaths paths, PayloadHistory history, Instant now) {
        String id = history.payload().payloadId();
        for (Claim claim : history.claims().values()) {
            boolean answered = store.exists(paths.receipt(id, claim.id().attempt()));
            boolean decided = history.resolutions().stream()
                    .anyMatch(resolution ->
                            resolution.throughAttempt() >= claim.id().attempt());
            if (!answered && !decided && now.isBefore(claim.lease().leaseUntil())) {
                brokenLeases.add(id + " was to be sent again while the lease of attempt "
                        + claim.id().attempt() + " ran");
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}

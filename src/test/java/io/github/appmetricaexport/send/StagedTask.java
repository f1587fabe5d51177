package io.github.appmetricaexport.send;

import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.time.Sleeper;
import io.github.appmetricaexport.upload.CircuitBreaker;
import io.github.appmetricaexport.upload.PostApiClient;
import io.github.appmetricaexport.upload.RequestLimiter;
import io.github.appmetricaexport.upload.VirtualTime;
import java.io.IOException;
import java.time.Clock;
import java.util.Random;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.Path;

/** A real sender in a thread of its own, which stands before each claim, request and receipt until it is told to go on. */
final class StagedTask {
    /** Where it stands. */
    enum Gate {
        CLAIM,
        REQUEST,
        RECEIPT,
        /** It is done, or dead. */
        END
    }

    private enum Word {
        GO,
        FAIL,
        DIE
    }

    private final SynchronousQueue<Gate> arrivals = new SynchronousQueue<>();
    private final SynchronousQueue<Word> words = new SynchronousQueue<>();
    private Gate stands;

    private final class Stage extends ChaosFileSystem.Plan {
        private boolean fails;

        Stage() {
            super(0, Integer.MAX_VALUE, 0);
        }

        @Override
        void before(String operation, Path path) throws IOException {
            String folder = path.getParent().getName();
            if (operation.equals("rename") && folder.equals("intents")) {
                arrive(Gate.CLAIM);
            } else if (operation.equals("open") && folder.equals("payloads")) {
                arrive(Gate.REQUEST);
            } else if (operation.equals("rename") && folder.equals("receipts")) {
                arrive(Gate.RECEIPT);
            }
        }

        private void arrive(Gate gate) throws IOException {
            try {
                if (!fails) {
                    arrivals.put(gate);
                    Word word = words.take();
                    if (word == Word.DIE) {
                        throw new ChaosFileSystem.Killed();
                    }
                    fails = word == Word.FAIL;
                }
            } catch (InterruptedException abandoned) {
                throw new ChaosFileSystem.Killed();
            }
            if (fails) {
                throw new IOException("a fault of the test's disk");
            }
        }
    }

    /** Lets it come to its first gate. */
    static StagedTask start(SendSettings settings, java.nio.file.Path folder, SendOrder order, VirtualTime clock)
            throws InterruptedException {
        StagedTask task = new StagedTask();
        String name = folder.getFileName() + "-" + System.nanoTime();
        Thread thread = new Thread(() -> task.run(settings, folder, order, clock, name));
        thread.setDaemon(true);
        thread.start();
        task.await();
        return task;
    }

    private void run(
            SendSettings settings, java.nio.file.Path folder, SendOrder order, VirtualTime clock, String name) {
        Sleeper sleeper = clock::pass;
        try (Store store = new Store(ChaosFileSystem.configuration(name, new Stage()), ChaosFileSystem.path(folder));
                ExecutorUploads uploads = uploads(settings, clock, sleeper, name)) {
            SenderSurroundings surroundings = new SenderSurroundings(
                    name, clock, clock::nanoTime, sleeper, new Random(1), new GracefulShutdown());
            new PayloadSender(settings, store, uploads, surroundings).send(order);
        } catch (ChaosFileSystem.Killed | InterruptedException | RuntimeException endOfTheTask) {
            // As with Spark: the task is gone.
        } finally {
            ChaosFileSystem.forget(name);
            try {
                arrivals.put(Gate.END);
            } catch (InterruptedException abandoned) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static ExecutorUploads uploads(SendSettings settings, Clock clock, Sleeper sleeper, String name) {
        return new ExecutorUploads(
                name,
                new PostApiClient(settings.config(), clock),
                new CircuitBreaker(settings.config(), clock, sleeper, new Random(1)),
                new RequestLimiter(1, clock, sleeper),
                clock);
    }

    Gate stands() {
        return stands;
    }

    private void await() throws InterruptedException {
        stands = arrivals.poll(30, TimeUnit.SECONDS);
        if (stands == null) {
            throw new IllegalStateException("a task comes to no gate");
        }
    }

    /** Lets it go on to its next gate. */
    void go() throws InterruptedException {
        tell(Word.GO);
    }

    /** The outbox takes nothing of it any more. */
    void fail() throws InterruptedException {
        tell(Word.FAIL);
    }

    void die() {
        try {
            tell(Word.DIE);
        } catch (InterruptedException abandoned) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(Word word) throws InterruptedException {
        if (stands != Gate.END) {
            words.put(word);
            await();
        }
    }
}

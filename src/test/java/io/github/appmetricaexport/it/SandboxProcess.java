package io.github.appmetricaexport.it;

import io.github.appmetricaexport.sandbox.Ledger;
import io.github.appmetricaexport.sandbox.LedgerRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.codec.digest.DigestUtils;

/** The sandbox as people start it: from the shipped jar, in a process of its own. */
public final class SandboxProcess implements AutoCloseable {
    private final ChildProcess process;
    private final Path ledger;
    private final int port;

    private SandboxProcess(ChildProcess process, Path ledger, int port) {
        this.process = process;
        this.ledger = ledger;
        this.port = port;
    }

    /**
     * Starts it, ready for requests when this returns.
     *
     * @param folder for its ledger, its log and its keys
     */
    public static SandboxProcess start(Path folder, Map<String, String> keyOfApplication, String... more)
            throws Exception {
        Path portFile = folder.resolve("port");
        Files.deleteIfExists(portFile);
        List<String> keys = keyOfApplication.entrySet().stream()
                .map(key -> key.getKey() + "=" + key.getValue())
                .toList();
        Path keyFile = Files.write(folder.resolve("keys"), keys);
        Path ledger = folder.resolve("ledger");
        List<String> command = new ArrayList<>(List.of(
                Project.JAVA.toString(),
                "-Xmx128m",
                "-cp",
                Project.JAR + ":" + Project.SPARK.resolve("jars") + "/*",
                Project.MAIN,
                "sandbox",
                "--port=0",
                "--port-file=" + portFile,
                "--key-file=" + keyFile,
                "--ledger=" + ledger));
        command.addAll(List.of(more));
        ChildProcess process = new ChildProcess(command, folder, Map.of(), folder.resolve("sandbox.log"));
        try {
            Await.until("the sandbox listens", () -> isWritten(portFile) || !process.isAlive());
            return new SandboxProcess(
                    process, ledger, Integer.parseInt(Files.readString(portFile).strip()));
        } catch (Exception | Error e) {
            process.close();
            throw e;
        }
    }

    private static boolean isWritten(Path file) throws IOException {
        return Files.exists(file) && Files.size(file) > 0;
    }

    public String baseUrl() {
        return "http://127.0.0.1:" + port;
    }

    public Ledger ledger() {
        return Ledger.at(ledger);
    }

    /** The rows that it applied, each as often as it did. */
    public long rowsApplied() {
        return ledger().requests().stream().mapToLong(LedgerRequest::rows).sum();
    }

    /** The requests of which it applied at least one row. */
    public long requestsApplied() {
        return ledger().requests().stream()
                .filter(request -> request.rows() > 0)
                .count();
    }

    /** What it applied of each request, as a sum of its bytes; a body that was applied twice is there twice. */
    public List<String> bodiesApplied() throws IOException {
        List<String> sums = new ArrayList<>();
        for (LedgerRequest request : ledger().requests()) {
            if (request.file().isPresent()) {
                sums.add(DigestUtils.sha256Hex(
                        Files.readAllBytes(ledger.resolve(request.file().orElseThrow()))));
            }
        }
        return sums;
    }

    /** Has the API take another key of an application, and no longer the one before. */
    public void replaceKey(String application, String key) throws IOException {
        Path keys = ledger.resolveSibling("keys");
        Path partial = Files.writeString(keys.resolveSibling("keys.tmp"), application + "=" + key + "\n");
        Files.move(partial, keys, StandardCopyOption.ATOMIC_MOVE);
    }

    int terminate() {
        return process.terminate();
    }

    @Override
    public void close() {
        process.close();
    }
}

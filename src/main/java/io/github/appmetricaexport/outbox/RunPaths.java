package io.github.appmetricaexport.outbox;

import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/**
 * Where everything of one run lies: {@code {work}/{job}/date=D/run=N/}.
 *
 * @param root the run's folder
 */
public record RunPaths(String root) implements java.io.Serializable {
    private static final long serialVersionUID = 1L;

    private static final Pattern SAFE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,99}");

    /** The commit point: nothing is sent of a run before it is there. */
    public Path manifest() {
        return new Path(root, "manifest.json");
    }

    /** Whether the run is sent or gave way; absent while it waits, and where an older version sent it. */
    public Path fate() {
        return new Path(root, "fate.json");
    }

    /** A file of the run that the manifest names. */
    public Path named(String fileName) {
        return new Path(root, fileName);
    }

    public Path payloads() {
        return new Path(root, "payloads");
    }

    public Path payload(String fileName) {
        return new Path(payloads(), fileName);
    }

    /**
     * The keys of the payloads' rows, where {@code source.unique-key} gives them: a file of the same name for each payload, of 16
     * bytes for each row, in their order; zeros where a row has none.
     */
    public Path keys() {
        return new Path(root, "keys");
    }

    public Path keys(String payloadFileName) {
        return new Path(keys(), payloadFileName);
    }

    /** Refused rows, one JSON object a line, as the planning tasks wrote them. */
    public Path rejects() {
        return new Path(root, "rejects");
    }

    /** The folder keeps the name that outboxes of every version have. */
    public Path claims() {
        return new Path(root, "intents");
    }

    public Path claim(String payloadId, int attempt) {
        return new Path(claims(), safe(payloadId) + "." + attempt);
    }

    public Path receipts() {
        return new Path(root, "receipts");
    }

    public Path receipt(String payloadId, int attempt) {
        return new Path(receipts(), safe(payloadId) + "." + attempt);
    }

    public Path resolutions() {
        return new Path(root, "resolutions");
    }

    public Path resolution(String payloadId, int number) {
        return new Path(resolutions(), safe(payloadId) + "." + number);
    }

    /** Which payloads were halved, and into what. */
    public Path splits() {
        return new Path(root, "splits");
    }

    public Path split(String payloadId) {
        return new Path(splits(), safe(payloadId));
    }

    /** What keeps uploads from starting: an application whose key was refused. */
    public Path stops() {
        return new Path(root, "stops");
    }

    public Path stop(long epoch, String applicationId) {
        return new Path(stops(), epoch + "." + safe(applicationId));
    }

    /** Where a day that was rewritten is planned whole, to be compared with what earlier runs booked. */
    public RunPaths aside() {
        return new RunPaths(new Path(root, "aside").toString());
    }

    /** The same of another run of the date. */
    public RunPaths ofRun(int number) {
        return new RunPaths(new Path(new Path(root).getParent(), "run=" + number).toString());
    }

    public Path summary() {
        return new Path(root, "summary.json");
    }

    /** The name itself, or an error when it could lead out of its folder. */
    static String safe(String name) {
        if (!SAFE_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a name of the outbox: " + name);
        }
        return name;
    }
}

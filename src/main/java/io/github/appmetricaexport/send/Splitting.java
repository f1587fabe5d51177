package io.github.appmetricaexport.send;

import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.FrozenPayload.Content;
import io.github.appmetricaexport.outbox.FrozenPayload.Name;
import io.github.appmetricaexport.outbox.FrozenPayload.Owner;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.PayloadFile;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.Receipt;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.Split;
import io.github.appmetricaexport.payload.Halving;
import io.github.appmetricaexport.payload.PayloadSink.OpenPayload;
import io.github.appmetricaexport.runtime.JobContext;
import java.io.IOException;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.fs.FSError;

/**
 * Halves refused payloads, on the driver, between two rounds of sending.
 *
 * <p>The files of the halves come first, under names of their own at each try, then the record that commits them: a crash
 * in between leaves files that nothing refers to, and the next run halves again.
 */
final class Splitting {
    private final JobContext job;
    private final RunPaths paths;
    private final Journal journal;
    private final SplitRule rule;
    private final Map<String, Integer> reasons;
    private final Set<String> failed = new HashSet<>();

    /** @param reasons gets a sentence when a payload cannot be halved */
    Splitting(JobContext job, RunPaths paths, Journal journal, Map<String, Integer> reasons) {
        this.job = job;
        this.paths = paths;
        this.journal = journal;
        this.reasons = reasons;
        rule = new SplitRule(job.config());
    }

    /** Halves what the rule allows; false when there was nothing. */
    boolean splitAny(List<PayloadHistory> histories) {
        int done = 0;
        for (PayloadHistory history : rule.toSplit(histories, job.now())) {
            if (!failed.contains(history.payload().payloadId()) && split(history)) {
                done++;
            }
        }
        if (done > 0) {
            job.say(String.format(Locale.ROOT, "%,d refused payloads are halved and sent in parts", done));
        }
        return done > 0;
    }

    private boolean split(PayloadHistory history) {
        FrozenPayload parent = history.payload();
        try {
            AttemptOutcome cause = history.lastReceipt().map(Receipt::outcome).orElse(AttemptOutcome.TOO_LARGE);
            journal.record(new Split(parent.payloadId(), cause, write(parent), job.now()));
            return true;
        } catch (IOException | FSError unreadable) {
            // A missing or damaged file spoils this payload only, and so does a full disk, which Hadoop tells as an
            // Error: it stays refused, which it is, and the next run halves it.
            failed.add(parent.payloadId());
            reasons.merge("cannot be halved: " + unreadable.getMessage(), 1, Integer::sum);
            return false;
        }
    }

    private List<FrozenPayload> write(FrozenPayload parent) throws IOException {
        String token = UUID.randomUUID().toString().substring(0, 8);
        List<FrozenPayload> children = new ArrayList<>();
        try (DigestInputStream source = new DigestInputStream(
                        job.store().open(paths.payload(parent.file())), DigestUtils.getSha256Digest());
                Half first = half(parent, 1, token, children);
                Half second = half(parent, 2, token, children)) {
            Halving.split(source, parent.rows(), List.of(first, second));
            source.transferTo(java.io.OutputStream.nullOutputStream());
            if (!Hex.encodeHexString(source.getMessageDigest().digest()).equals(parent.sha256())) {
                throw new IOException("the file of " + parent.payloadId() + " is not what was frozen");
            }
        }
        return children;
    }

    private Half half(FrozenPayload parent, int number, String token, List<FrozenPayload> done) throws IOException {
        String id = parent.payloadId() + "-" + number;
        Name name = new Name(id, parent.payloadId(), id + "-" + token + ".csv");
        return new Half(name, parent.owner(), new PayloadFile(job.store(), paths.payload(name.file())), done);
    }

    /** One half's file while it is written. */
    private record Half(Name name, Owner owner, PayloadFile file, List<FrozenPayload> done)
            implements OpenPayload, AutoCloseable {
        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            file.write(bytes, from, length);
        }

        @Override
        public void complete(int rows, long firstEventTime, long lastEventTime) throws IOException {
            String sha256 = file.complete();
            done.add(new FrozenPayload(
                    name, owner, new Content(rows, file.bytes(), sha256, firstEventTime, lastEventTime)));
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}

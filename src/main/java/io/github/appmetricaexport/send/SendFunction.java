package io.github.appmetricaexport.send;

import io.github.appmetricaexport.config.UploadOptions;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.upload.StopReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;

/** Hands of payloads go to the API; runs on executors. */
record SendFunction(SendSettings settings) implements FlatMapFunction<Iterator<SendOrders>, SendFact> {
    private static final Duration TO_WRITE_RECEIPTS = Duration.ofSeconds(10);

    @Override
    public Iterator<SendFact> call(Iterator<SendOrders> hands) throws Exception {
        TaskContext task = TaskContext.get();
        SenderSurroundings surroundings =
                SenderSurroundings.ofTask(task.stageId() + "." + task.partitionId() + "." + task.attemptNumber());
        surroundings
                .shutdown()
                .expect(settings.claimToRequest()
                        .plus(settings.config().value(UploadOptions.CALL_TIMEOUT))
                        .plus(TO_WRITE_RECEIPTS));
        try (Store store = new Store(
                        settings.hadoop().value(), new Path(settings.fencing().folder()));
                ExecutorUploads uploads = ExecutorUploads.join(settings)) {
            SendLoop loop = new SendLoop(new PayloadSender(settings, store, uploads, surroundings), uploads.room());
            OthersClaims others = new OthersClaims(
                    new Journal(store, settings.paths()),
                    store,
                    settings.fencing(),
                    surroundings.clock(),
                    surroundings.sleeper());
            List<SendFact> all = new ArrayList<>();
            while (hands.hasNext()) {
                SendOrders hand = hands.next();
                List<SendFact> facts = loop.send(hand);
                all.addAll(facts);
                others.await(taken(hand, facts));
            }
            return all.iterator();
        }
    }

    private static List<FrozenPayload> taken(SendOrders hand, List<SendFact> facts) {
        Set<String> taken = facts.stream()
                .filter(fact -> fact.reason() == StopReason.TAKEN)
                .map(SendFact::payloadId)
                .collect(Collectors.toSet());
        return hand.payloads().stream()
                .map(SendOrder::payload)
                .filter(payload -> taken.contains(payload.payloadId()))
                .toList();
    }
}

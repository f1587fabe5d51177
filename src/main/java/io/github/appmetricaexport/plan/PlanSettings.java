package io.github.appmetricaexport.plan;

import io.github.appmetricaexport.outbox.FencingToken;
import io.github.appmetricaexport.outbox.Json;
import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.outbox.RunPaths;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/**
 * What the sink has to know beside the rows; it travels as one JSON document.
 *
 * @param paths where the run's files go
 * @param token tells this planning from every other that wrote into the same folder
 * @param fencing under which the manifest may be written
 * @param manifest all of it that is known before the first row is read
 */
public record PlanSettings(RunPaths paths, String token, TaskRules rules, FencingToken fencing, Manifest manifest) {
    /** The option of the sink that holds the document. */
    public static final String OPTION = "settings";

    /** The document. */
    public String json() {
        return new String(Json.write(this), StandardCharsets.UTF_8);
    }

    /** The same with what more is known of the run. */
    PlanSettings with(UnaryOperator<Manifest> more) {
        return new PlanSettings(paths, token, rules, fencing, more.apply(manifest));
    }

    static PlanSettings parse(String json) {
        if (json == null) {
            throw new IllegalArgumentException("the outbox is written with the option " + OPTION);
        }
        try {
            return Json.read(json.getBytes(StandardCharsets.UTF_8), PlanSettings.class);
        } catch (IOException notOurs) {
            throw new IllegalArgumentException("the option " + OPTION + " is not what json() gives", notOurs);
        }
    }
}

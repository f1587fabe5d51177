package io.github.appmetricaexport.outbox;

import java.util.Optional;

/**
 * What becomes of a frozen run: it waits until somebody decides, and then it is sent, or never will be. The first to write that
 * decides it for ever; a claim alone decides nothing, for it may come long after whoever ordered it lost the date.
 */
public record Fate(Store store, RunPaths paths) {
    /** As the file tells it. */
    private enum Decision {
        BEGUN,
        WITHDRAWN
    }

    /** Whether the run is sent: what it froze stands for ever. Of one that an older version sent its claims tell that. */
    public boolean isBegun() {
        return decided().map(Decision.BEGUN::equals).orElseGet(() -> !new Journal(store, paths).isUntouched());
    }

    /** Whether it gave way to another, and is never sent. */
    public boolean isWithdrawn() {
        return decided().filter(Decision.WITHDRAWN::equals).isPresent();
    }

    /** Decides that the run is sent, where nobody has decided; false when it gave way before. */
    boolean begin() {
        return decide(Decision.BEGUN) == Decision.BEGUN;
    }

    /** Decides that it never is, so that what it froze is of no use to anybody; false when it was begun before. */
    public boolean withdraw() {
        return !isBegun() && decide(Decision.WITHDRAWN) == Decision.WITHDRAWN;
    }

    private Decision decide(Decision wanted) {
        return decided()
                .orElseGet(() -> store.createIfAbsent(paths.fate(), Json.write(wanted))
                        ? wanted
                        : decided().orElseThrow());
    }

    /** @throws SpoiltFileException with what to write there, where the file cannot be understood: guessed wrongly, rows go out twice */
    private Optional<Decision> decided() {
        if (!store.exists(paths.fate())) {
            return Optional.empty();
        }
        try {
            return Optional.of(store.read(paths.fate(), Decision.class));
        } catch (SpoiltFileException spoilt) {
            throw new SpoiltFileException(
                    spoilt.getMessage() + "; when no export of the date is under way, write \"BEGUN\" there,"
                            + " quotes included, if anything lies in " + paths.claims()
                            + " beside it, and \"WITHDRAWN\" if nothing does");
        }
    }
}

package io.github.appmetricaexport.trial;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.trial.Finding.Mark;
import io.github.appmetricaexport.trial.Finding.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.lang3.StringUtils;

/** What a check has found so far: one part that fails hides no other. */
final class Findings {
    private final List<Finding> all = new ArrayList<>();

    /** A look at one part. */
    interface Look {
        void at(Part part) throws Exception;
    }

    /** A look that others go on with; null where there is nothing to go on with. */
    interface LookFor<T> {
        T at(Part part) throws Exception;
    }

    void ok(Part part, String sentence) {
        all.add(new Finding(part, Mark.OK, sentence));
    }

    void wrong(Part part, String sentence) {
        all.add(new Finding(part, Mark.WRONG, sentence));
    }

    void wrong(Part part, List<Problem> problems) {
        problems.forEach(problem -> wrong(part, problem.toString()));
    }

    void unknown(Part part, String sentence) {
        all.add(new Finding(part, Mark.UNKNOWN, sentence));
    }

    void add(Finding finding) {
        all.add(finding);
    }

    /** Looks, whatever comes of it. */
    void look(Part part, Look look) {
        find(part, of -> {
            look.at(of);
            return null;
        });
    }

    /** Looks for something, whatever comes of it; empty where it was not found. */
    <T> Optional<T> find(Part part, LookFor<T> look) {
        try {
            return Optional.ofNullable(look.at(part));
        } catch (ConfigException mistakes) {
            wrong(part, mistakes.problems());
        } catch (Exception | LinkageError failure) {
            String message = String.valueOf(failure.getMessage());
            String line = StringUtils.substringBefore(message.strip(), "\n");
            wrong(part, failure.getMessage() == null ? failure.getClass().getSimpleName() : line);
        }
        return Optional.empty();
    }

    List<Finding> all() {
        return List.copyOf(all);
    }
}

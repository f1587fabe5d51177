package io.github.appmetricaexport.trial;

import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.trial.Finding.Mark;
import io.github.appmetricaexport.trial.Finding.Part;
import io.github.appmetricaexport.upload.AddressCheck;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;

/** Connects to the API from an executor, as the requests will be made. */
final class AddressTask implements FlatMapFunction<Iterator<Integer>, Finding> {
    private static final long serialVersionUID = 1L;

    private final ExportConfig config;

    AddressTask(ExportConfig config) {
        this.config = config;
    }

    @Override
    public Iterator<Finding> call(Iterator<Integer> task) {
        return List.of(finding()).iterator();
    }

    private Finding finding() {
        try {
            return new Finding(
                    Part.ADDRESS, Mark.OK, AddressCheck.connect(config) + ": connected, no request was made");
        } catch (IOException unreachable) {
            return new Finding(Part.ADDRESS, Mark.WRONG, unreachable.getMessage());
        }
    }
}

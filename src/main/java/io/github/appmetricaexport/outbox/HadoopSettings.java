package io.github.appmetricaexport.outbox;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * The driver's Hadoop configuration on its way to the executors, which do not see {@code spark.hadoop.*} by themselves.
 */
public final class HadoopSettings implements Serializable {
    private static final long serialVersionUID = 1L;

    private final HashMap<String, String> settings = new HashMap<>();

    public HadoopSettings(Configuration configuration) {
        for (Map.Entry<String, String> setting : configuration) {
            settings.put(setting.getKey(), setting.getValue());
        }
    }

    /** A configuration of these settings and no others. */
    public Configuration configuration() {
        Configuration configuration = new Configuration(false);
        settings.forEach(configuration::set);
        return configuration;
    }

    /** Without its values: keys may be among them. */
    @Override
    public String toString() {
        return "HadoopSettings";
    }
}

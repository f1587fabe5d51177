package io.github.appmetricaexport;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.TestConfig;
import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import scala.reflect.ClassTag;

/** Everything that crosses to an executor arrives as it left: every serializable class of ours, with samples of what it holds. */
class SerializationTest {
    private static final SerializerInstance SPARK = new JavaSerializer(new SparkConf(false)).newInstance();

    static Stream<Class<?>> whatCrosses() {
        return new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("io.github.appmetricaexport")
                        .stream()
                        .filter(type ->
                                type.isAssignableTo(Serializable.class) && !type.isAssignableTo(Throwable.class))
                        .filter(type -> !type.isEnum() && !type.isInterface() && !type.isAnonymousClass())
                        .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
                        .sorted(Comparator.comparing(JavaClass::getName))
                        .<Class<?>>map(JavaClass::reflect)
                        .filter(type -> !holdsABroadcast(type));
    }

    /** Spark sends those by ways of its own; what they hold is among the classes here. */
    private static boolean holdsABroadcast(Class<?> type) {
        return type.isRecord()
                && Stream.of(type.getRecordComponents()).anyMatch(part -> part.getType() == Broadcast.class);
    }

    @ParameterizedTest
    @MethodSource("whatCrosses")
    void arrivesAsItLeft(Class<?> type) throws Exception {
        Object left = sample(type);
        ByteBuffer bytes = serialized(left);
        Object arrived = SPARK.deserialize(bytes.duplicate(), type.getClassLoader(), ClassTag.apply(type));
        // Hadoop's settings may hold secrets: they are no value that shows itself, wherever they are held.
        if (type.isRecord() && !left.toString().contains("SerializableConfiguration")) {
            assertThat(arrived).isEqualTo(left);
        }
        assertThat(serialized(arrived)).isEqualTo(bytes);
    }

    private static <T> ByteBuffer serialized(T value) {
        return SPARK.serialize(value, ClassTag.<T>apply(value.getClass()));
    }

    private static Object sample(Type type) throws Exception {
        if (type instanceof ParameterizedType generic) {
            Type[] of = generic.getActualTypeArguments();
            return generic.getRawType() == Map.class ? Map.of(sample(of[0]), sample(of[1])) : List.of(sample(of[0]));
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isEnum()) {
            return plain.getEnumConstants()[0];
        }
        Object known = KNOWN.get(plain);
        return known != null ? known : built(plain);
    }

    private static final Map<Class<?>, Object> KNOWN = Map.ofEntries(
            Map.entry(String.class, "text"),
            Map.entry(int.class, 3),
            Map.entry(Integer.class, 3),
            Map.entry(long.class, 5L),
            Map.entry(Long.class, 5L),
            Map.entry(LocalDate.class, LocalDate.EPOCH),
            Map.entry(boolean.class, true),
            Map.entry(double.class, 0.5),
            Map.entry(Duration.class, Duration.ofSeconds(7)),
            Map.entry(Instant.class, Instant.EPOCH),
            Map.entry(URI.class, URI.create("https://localhost")),
            Map.entry(StructType.class, new StructType().add("event_name", "string")),
            Map.entry(ExportConfig.class, TestConfig.smallest()),
            Map.entry(Configuration.class, new Configuration(false)));

    private static Object built(Class<?> plain) throws Exception {
        Constructor<?> widest = Arrays.stream(plain.getDeclaredConstructors())
                .max(Comparator.comparingInt(Constructor::getParameterCount))
                .orElseThrow(() -> new IllegalArgumentException("a sample of " + plain + " is wanted in KNOWN"));
        widest.setAccessible(true);
        Type[] types = widest.getGenericParameterTypes();
        Object[] values = new Object[types.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = sample(types[i]);
        }
        return widest.newInstance(values);
    }
}

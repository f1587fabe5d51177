package io.github.appmetricaexport.it.crash;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/** {@link CrashFileSystem} as one more jar for spark-submit. */
final class CrashJar {
    private static final List<Class<?>> OUTER =
            List.of(CrashFileSystem.class, CrashFileContext.class, CrashPoint.class);

    private CrashJar() {}

    static Path write(Path jar) throws IOException {
        try (JarOutputStream target = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Class<?> outer : OUTER) {
                add(outer, target);
                for (Class<?> inner : outer.getDeclaredClasses()) {
                    add(inner, target);
                }
            }
        }
        return jar;
    }

    private static void add(Class<?> type, JarOutputStream target) throws IOException {
        String name = type.getName().replace('.', '/') + ".class";
        target.putNextEntry(new ZipEntry(name));
        try (InputStream bytes = type.getResourceAsStream("/" + name)) {
            bytes.transferTo(target);
        }
        target.closeEntry();
    }
}

package io.github.appmetricaexport.cli;

/** Entry point of the jar. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.out.println("appmetrica-export");
    }
}

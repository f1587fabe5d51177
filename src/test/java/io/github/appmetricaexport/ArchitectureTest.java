package io.github.appmetricaexport;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Which package may use which library, and which other package. A new package or arrow is a row here. */
class ArchitectureTest {
    private static final String BASE = "io.github.appmetricaexport";

    private static final JavaClasses PRODUCTION = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(BASE);
    private static final JavaClasses TESTS = new ClassFileImporter()
            .withImportOption(new ImportOption.OnlyIncludeTests())
            .importPackages(BASE);

    /** A library, as packages, with the packages of ours that may use it. */
    private record Library(String name, List<String> packages, List<String> users) {}

    private static final List<Library> LIBRARIES = List.of(
            library("OkHttp", "okhttp3.. okio.. kotlin..", "upload logs"),
            library("Commons CSV", "org.apache.commons.csv..", "payload sandbox"),
            library("Typesafe Config", "com.typesafe..", "config"),
            library("picocli", "picocli..", "cli"),
            library("JMustache", "com.samskivert..", "results"),
            library(
                    "Spark",
                    "org.apache.spark.. scala..",
                    "source normalize results metrics failure runtime sample plan gate send settle audit trial job"),
            library("Spark's Catalyst", "org.apache.spark.sql.catalyst..", "plan"),
            library(
                    "Hadoop",
                    "org.apache.hadoop..",
                    "outbox source results upload logs runtime plan send settle audit trial job"),
            library("Dropwizard Metrics", "com.codahale.metrics..", "metrics"),
            library("the JDK's HTTP server", "com.sun.net.httpserver..", "sandbox"),
            library("the JDK's HTTP client", "java.net.http..", ""));

    /** A package of ours, with the ones that it may use. */
    private record Layer(String name, List<String> uses) {}

    private static final List<Layer> LAYERS = List.of(
            layer("api", ""),
            layer("time", ""),
            layer("config", "api"),
            // What knows one thing each.
            layer("source", "api config"),
            layer("normalize", "api config"),
            layer("payload", "api config"),
            layer("outbox", "api config time"),
            layer("upload", "api config time"),
            layer("logs", "config time"),
            layer("sandbox", "api config"),
            layer("results", "outbox api config"),
            // What each step leans on.
            layer("metrics", "outbox api config"),
            layer("failure", "source outbox upload logs results api config"),
            layer("runtime", "metrics outbox api config time"),
            // The four steps, and what reads their traces.
            layer("plan", "source normalize payload outbox results metrics failure runtime api config"),
            layer("gate", "send outbox upload results failure runtime api config"),
            layer("send", "payload outbox upload metrics failure runtime api config time"),
            layer("settle", "payload outbox results metrics failure runtime api config"),
            layer("audit", "settle payload outbox logs results failure runtime api config time"),
            layer("sample", "sandbox api config"),
            layer("trial", "gate plan source normalize outbox upload results failure runtime api config"),
            layer(
                    "job",
                    "audit gate plan send settle source normalize payload outbox upload logs results metrics failure"
                            + " runtime api config time"),
            layer(
                    "cli",
                    "job audit trial plan sample sandbox failure runtime source outbox upload results api config time"));

    @TestFactory
    Stream<DynamicTest> eachLibraryStaysInItsPackages() {
        return LIBRARIES.stream()
                .map(
                        library -> DynamicTest.dynamicTest(
                                library.name(),
                                () -> check(
                                        noClasses()
                                                .that(not(resideInAnyPackage(ours(library.users()))))
                                                .should()
                                                .dependOnClassesThat(resideInAnyPackage(
                                                        library.packages().toArray(String[]::new)))
                                                .because(
                                                        library.name() + " lives only in " + library.users()
                                                                + ": move the code there, or hide the library behind a type of that package"))));
    }

    @TestFactory
    Stream<DynamicTest> arrowsGoOneWay() {
        return LAYERS.stream()
                .map(
                        layer -> DynamicTest.dynamicTest(
                                layer.name(),
                                () -> check(
                                        noClasses()
                                                .that()
                                                .resideInAPackage(ours(layer.name()))
                                                .should()
                                                .dependOnClassesThat(resideInAPackage(BASE + "..")
                                                        .and(not(resideInAnyPackage(ours(layer.uses()))))
                                                        .and(not(resideInAPackage(ours(layer.name()))))
                                                        .as("a package other than " + layer.uses()))
                                                .because(
                                                        "arrows go one way: cli, job, the steps, what they lean on, then api and config: move the"
                                                                + " class down to those who use it, or hand it what it needs from above"))));
    }

    @Test
    void everyClassIsInAPackageOfTheLayout() {
        String[] layout = ours(LAYERS.stream().map(Layer::name).toList());
        check(classes().should().resideInAnyPackage(layout).because("a new package needs its row in this test"));
    }

    @TestFactory
    Stream<DynamicTest> eachPackageSaysWhatItHolds() {
        return LAYERS.stream()
                .map(Layer::name)
                .filter(name -> Files.isDirectory(sources(name)))
                .map(name -> DynamicTest.dynamicTest(
                        name,
                        () -> assertThat(sources(name).resolve("package-info.java"))
                                .as("a few lines on what the package holds, what it may use, why")
                                .exists()));
    }

    /** It asks what would be sent by the rule that sends: with a rule of its own it would judge another run. */
    @Test
    void ofSendingTheGateKnowsTheRule() {
        check(noClasses()
                .that()
                .resideInAPackage(ours("gate"))
                .should()
                .dependOnClassesThat(resideInAPackage(ours("send"))
                        .and(not(simpleNameEndingWith("Rule")))
                        .and(not(simpleNameEndingWith("Settings")))
                        .as("what sends"))
                .because("the gate stands before the first byte: ask a rule of send, or give it one"));
    }

    @Test
    void packagesFormNoCycle() {
        check(slices().matching(BASE + ".(*)..")
                .should()
                .beFreeOfCycles()
                .because("of two packages that need each other neither can be read alone: move what both need into a"
                        + " package below them"));
    }

    @Test
    void theApiUsesOnlyTheJdk() {
        check(noClasses()
                .that()
                .resideInAPackage(ours("api"))
                .should()
                .dependOnClassesThat(not(resideInAnyPackage("java..", ours("api"))))
                .because("what the Post API is must stay readable, testable and portable by itself"));
    }

    @Test
    void onlyMainEndsTheProcess() {
        check(noClasses()
                .that()
                .doNotHaveFullyQualifiedName(BASE + ".cli.Main")
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class)
                .because("YARN calls every exit a failure: return an outcome, and let Main decide"));
    }

    @Test
    void nobodyPrintsAStackTrace() {
        check(noClasses()
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "printStackTrace() to the console",
                        call -> call.getTarget().getName().equals("printStackTrace")
                                && call.getTarget().getRawParameterTypes().isEmpty()))
                .because("an exception is logged or reported, where its text can be kept free of keys"));
    }

    @Test
    void noTestIsAJUnit4Test() {
        noMethods()
                .should()
                .beAnnotatedWith("org.junit.Test")
                .orShould()
                .beAnnotatedWith("org.junit.Before")
                .orShould()
                .beAnnotatedWith("org.junit.After")
                .because("nothing runs JUnit 4 here: such a test passes by never running")
                .allowEmptyShould(true)
                .check(TESTS);
    }

    @Test
    void noTestIsSwitchedOff() {
        String disabled = "org.junit.jupiter.api.Disabled";
        String reason = "a test that does not run proves nothing: mend it or delete it";
        noClasses()
                .should()
                .beAnnotatedWith(disabled)
                .because(reason)
                .allowEmptyShould(true)
                .check(TESTS);
        noMethods()
                .should()
                .beAnnotatedWith(disabled)
                .because(reason)
                .allowEmptyShould(true)
                .check(TESTS);
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(PRODUCTION);
    }

    private static Path sources(String name) {
        return Path.of(System.getProperty("project.root", "."), "src/main/java", BASE.replace('.', '/'), name);
    }

    private static Library library(String name, String packages, String users) {
        return new Library(name, words(packages), words(users));
    }

    private static Layer layer(String name, String uses) {
        return new Layer(name, words(uses));
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split(" ")).filter(word -> !word.isEmpty()).toList();
    }

    private static String ours(String name) {
        return BASE + "." + name + "..";
    }

    private static String[] ours(List<String> names) {
        return names.stream().map(ArchitectureTest::ours).toArray(String[]::new);
    }
}

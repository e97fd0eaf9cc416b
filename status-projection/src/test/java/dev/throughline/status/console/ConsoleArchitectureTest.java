package dev.throughline.status.console;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ConsoleArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("/test-classes"))
            .importPackages("dev.throughline.status");

    @Test
    void theConsoleIsAClientOfTheApisAndNothingMore() {
        assertFalse(CLASSES.that(resideInAPackage("dev.throughline.status.console.."))
                .isEmpty());
        assertFalse(CLASSES.that(resideInAPackage("dev.throughline.status.reading.."))
                .isEmpty());
        noClasses()
                .that()
                .resideInAPackage("dev.throughline.status.console..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.throughline.kit.work..",
                        "dev.throughline.kit.outbox..",
                        "dev.throughline.status.reading..",
                        "dev.throughline.status.live..",
                        "dev.throughline.status.projection..",
                        "org.hibernate..",
                        "com.rabbitmq..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.throughline.status.console..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.throughline.status.console..")
                .check(CLASSES);
    }
}

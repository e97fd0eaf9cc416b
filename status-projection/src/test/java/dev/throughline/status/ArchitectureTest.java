package dev.throughline.status;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            // The kit's tests are on the class path as a jar or as a folder.
            .withImportOption(location -> !location.contains("-tests.jar") && !location.contains("/test-classes"))
            .importPackages("dev.throughline");

    private static void requireMatches(String pattern) {
        assertFalse(
                CLASSES.that(resideInAPackage(pattern)).isEmpty(),
                () -> pattern + " matches no class: the rule checks nothing");
    }

    @Test
    void theOneTransactionBoundaryIsTheUnitOfWork() {
        requireMatches("dev.throughline.kit.work..");
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("jakarta.transaction.Transactional")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.throughline.kit.work..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("io.quarkus.hibernate.reactive.panache.Panache")
                .check(CLASSES);
    }

    @Test
    void whatFollowsFromAnEventKnowsNeitherUniNorTheWebNorTheDatabase() {
        requireMatches("dev.throughline.status.view..");
        noClasses()
                .that()
                .resideInAnyPackage("dev.throughline.status.view..", "dev.throughline.status.fact..")
                .and()
                .haveSimpleNameNotStartingWith("Views")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.smallrye.mutiny..", "jakarta.ws.rs..", "org.hibernate..", "com.rabbitmq..")
                .check(CLASSES);
    }

    @Test
    void servicesNeverImportEachOther() {
        requireMatches("dev.throughline.status..");
        noClasses()
                .that()
                .resideInAPackage("dev.throughline.status..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.throughline.booking..", "dev.throughline.document..", "dev.throughline.notification..")
                .check(CLASSES);
    }

    @Test
    void theKitKnowsNoService() {
        requireMatches("dev.throughline.kit..");
        noClasses()
                .that()
                .resideInAPackage("dev.throughline.kit..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.throughline.status..")
                .check(CLASSES);
    }

    @Test
    void nobodyWaitsForAUni() {
        requireMatches("dev.throughline..");
        noClasses().should().callMethod(io.smallrye.mutiny.Uni.class, "await").check(CLASSES);
    }
}

package dev.throughline.document;

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
    void theDocumentKnowsNeitherUniNorTheWebNorTheRendering() {
        requireMatches("dev.throughline.document.document..");
        noClasses()
                .that()
                .haveSimpleName("Document")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.smallrye.mutiny..", "jakarta.ws.rs..", "com.rabbitmq..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("dev.throughline.document.document..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.throughline.document.report..", "dev.throughline.document.content..")
                .check(CLASSES);
    }

    @Test
    void onlyTheReportKnowsHowAPdfIsMade() {
        requireMatches("dev.throughline.document.report..");
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.throughline.document.report..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.openhtmltopdf..", "org.apache.pdfbox..", "io.quarkus.qute..")
                .check(CLASSES);
    }

    @Test
    void storeAndLinksStandAlone() {
        requireMatches("dev.throughline.document.store..");
        requireMatches("dev.throughline.document.link..");
        noClasses()
                .that()
                .resideInAnyPackage("dev.throughline.document.store..", "dev.throughline.document.link..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.throughline.document.document..",
                        "dev.throughline.document.report..",
                        "dev.throughline.document.content..")
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
                .resideInAPackage("dev.throughline.document..")
                .check(CLASSES);
    }

    @Test
    void nobodyWaitsForAUni() {
        requireMatches("dev.throughline..");
        noClasses().should().callMethod(io.smallrye.mutiny.Uni.class, "await").check(CLASSES);
    }
}

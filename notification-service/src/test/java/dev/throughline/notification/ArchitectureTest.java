package dev.throughline.notification;

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
        requireMatches("dev.throughline.notification..");
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("jakarta.transaction.Transactional")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("dev.throughline.notification..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("io.quarkus.hibernate.reactive.panache.Panache")
                .check(CLASSES);
    }

    @Test
    void onlyTheDeliverySpeaksWithTheMailServer() {
        requireMatches("dev.throughline.notification.delivery..");
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.throughline.notification.delivery..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx.ext.mail..", "io.quarkus.mailer..")
                .check(CLASSES);
    }

    @Test
    void theAggregateKnowsNeitherUniNorTheWebNorTheMailServer() {
        requireMatches("dev.throughline.notification.notification..");
        noClasses()
                .that()
                .haveSimpleName("Notification")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.smallrye.mutiny..", "jakarta.ws.rs..", "com.rabbitmq..", "io.vertx..")
                .check(CLASSES);
    }

    @Test
    void wordsKnowNeitherTheDatabaseNorTheBroker() {
        requireMatches("dev.throughline.notification.template..");
        noClasses()
                .that()
                .haveSimpleName("Wording")
                .or()
                .haveSimpleName("MailModel")
                .or()
                .haveSimpleName("Locales")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.smallrye.mutiny..", "jakarta.ws.rs..", "org.hibernate..", "com.rabbitmq..")
                .check(CLASSES);
    }

    @Test
    void aServiceKnowsNoOtherService() {
        noClasses()
                .that()
                .resideInAPackage("dev.throughline.notification..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.throughline.booking..", "dev.throughline.document..", "dev.throughline.status..")
                .check(CLASSES);
    }

    @Test
    void nobodyWaitsForAUni() {
        noClasses().should().callMethod(io.smallrye.mutiny.Uni.class, "await").check(CLASSES);
    }
}

package dev.throughline.document.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MetadataReflectionTest {

    @Test
    void everyTypeOfXmpboxIsThereInANativeExecutable() {
        var registered = MetadataReflection.class.getAnnotation(RegisterForReflection.class);
        var types = new ClassFileImporter()
                .importPackages("org.apache.xmpbox.type", "org.apache.xmpbox.schema").stream()
                        .filter(type -> !type.isAssignableTo(Throwable.class) && type.isTopLevelClass())
                        .map(JavaClass::getName)
                        .filter(name -> !name.endsWith("package-info"))
                        .collect(Collectors.toCollection(TreeSet::new));

        assertFalse(types.isEmpty());
        assertEquals(types, new TreeSet<>(List.of(registered.classNames())));
    }
}

package dev.throughline.kit.broker;

import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.quarkus.arc.properties.IfBuildProperty;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Keeps the spans of the event tests for them to look at. */
@ApplicationScoped
@IfBuildProperty(name = EventTest.CONSUMERS, stringValue = "true")
class Spans {

    @Produces
    @Singleton
    @IfBuildProperty(name = EventTest.CONSUMERS, stringValue = "true")
    InMemorySpanExporter exporter() {
        return InMemorySpanExporter.create();
    }
}

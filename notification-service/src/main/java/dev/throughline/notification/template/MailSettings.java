package dev.throughline.notification.template;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/** Who writes, and how things are called. */
@ConfigMapping(prefix = "throughline.mail")
public interface MailSettings {

    /** The sender's address. */
    @WithDefault("${quarkus.mailer.from:no-reply@throughline.local}")
    String from();

    /** The sender's name. */
    @WithDefault("Throughline")
    String brand();

    /** Where answers go; by default to the sender. */
    Optional<String> replyTo();

    /** The right side of every {@code Message-ID}; by default the domain of {@link #from}. */
    Optional<String> domain();

    /** The zone in which times are written; every mail says it. */
    @WithDefault("Europe/Berlin")
    ZoneId zone();

    /** What differs for a tenant. */
    Map<String, Tenant> tenants();

    /** The names of services, by code and language; without one the code itself is written. */
    Map<String, Map<String, String>> services();

    /** What differs for one tenant. */
    interface Tenant {

        Optional<String> from();

        Optional<String> brand();

        Optional<String> replyTo();

        Optional<ZoneId> zone();
    }
}

package dev.throughline.document.report;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/** How each tenant's reports look; a tenant without an entry gets the defaults and its own id as its name. */
@ConfigMapping(prefix = "throughline.document.branding")
interface BrandingSettings {

    @WithParentName
    Map<String, Brand> byTenant();

    /** One tenant. */
    interface Brand {

        Optional<String> name();

        /** Of the heading and the rule, {@code #} and six hexadecimal digits. */
        @WithDefault("#1f4e79")
        String colour();

        /** A PNG file of at most 512 kB, shown 14 mm high. */
        Optional<Path> logo();

        /** Address, telephone or what else stands below the name, in one line. */
        Optional<String> contact();

        /** In which the time of the appointment is written. */
        @WithDefault("UTC")
        ZoneId zone();
    }
}

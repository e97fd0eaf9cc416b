package dev.throughline.document.report;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.util.Map;

/** What services are called, by code and language. */
@ConfigMapping(prefix = "throughline.document.services")
interface ServiceNames {

    @WithParentName
    Map<String, Map<String, String>> byCode();
}

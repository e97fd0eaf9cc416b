package dev.throughline.notification.template;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A template with its newest versions, newest first.
 *
 * @param current the version that new notifications use
 */
@RegisterForReflection
record TemplateView(String name, int current, List<VersionView> versions) {

    /**
     * One version; it is never changed.
     *
     * @param publishedBy {@code null} for the versions that come with the service, as are the members after it
     */
    @RegisterForReflection
    record VersionView(int version, List<String> locales, String publishedBy, Instant publishedAt, String reason) {}

    static TemplateView of(String name, List<PublishedVersion> published) {
        var versions = new ArrayList<VersionView>();
        published.stream()
                .filter(each -> each.name().equals(name))
                .forEach(each -> versions.add(new VersionView(
                        each.version(), Locales.ALL, each.publishedBy(), each.publishedAt(), each.reason())));
        for (var version = MailTemplates.CURRENT; version >= 1; version--) {
            versions.add(new VersionView(version, Locales.ALL, null, null, null));
        }
        return new TemplateView(name, versions.get(0).version(), versions);
    }
}

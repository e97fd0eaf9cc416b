package dev.throughline.notification.template;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneId;
import java.util.UUID;

/** Who writes on behalf of each tenant. */
@ApplicationScoped
public class Senders {

    private final MailSettings settings;

    Senders(MailSettings settings) {
        this.settings = settings;
    }

    /**
     * One who writes.
     *
     * @param from name and address, as in the mail's header
     * @param replyTo {@code null} if answers go to the sender
     */
    public record Sender(String from, String brand, String replyTo, ZoneId zone) {}

    /** Who writes on behalf of {@code tenant}. */
    public Sender of(String tenant) {
        var own = settings.tenants().get(tenant);
        var brand = own == null ? settings.brand() : own.brand().orElse(settings.brand());
        var address = own == null ? settings.from() : own.from().orElse(settings.from());
        var replyTo = own == null ? settings.replyTo() : own.replyTo().or(settings::replyTo);
        var zone = own == null ? settings.zone() : own.zone().orElse(settings.zone());
        return new Sender("%s <%s>".formatted(brand, address), brand, replyTo.orElse(null), zone);
    }

    /**
     * The {@code Message-ID} (RFC 5322, section 3.6.4) of a notification that has been resent {@code resends} times. It is the
     * same in every attempt, so that what reached the mail server can be found there.
     */
    public String messageId(UUID notification, int resends) {
        var domain = settings.domain()
                .orElseGet(() -> settings.from().substring(settings.from().indexOf('@') + 1));
        return "<%s.%d@%s>".formatted(notification, resends, domain);
    }
}

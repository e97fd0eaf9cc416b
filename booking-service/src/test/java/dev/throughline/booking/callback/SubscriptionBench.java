package dev.throughline.booking.callback;

import dev.throughline.booking.partner.Partners;
import dev.throughline.booking.partner.SubscriptionState;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.stream.IntStream;

/** Has partners asked to call back when a test says so. */
@ApplicationScoped
public class SubscriptionBench {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final CallbackSubscriptions subscriptions;
    private final Partners partners;

    SubscriptionBench(CallbackSubscriptions subscriptions, Partners partners) {
        this.subscriptions = subscriptions;
        this.partners = partners;
    }

    /** What came of it. */
    public String look(String partner) {
        return asked(partner).await().atMost(LIMIT).state();
    }

    public void lookAtOnce(String partner, int times) {
        var all = IntStream.range(0, times).mapToObj(each -> asked(partner)).toList();
        Uni.join().all(all).andFailFast().await().atMost(LIMIT);
    }

    private Uni<SubscriptionState> asked(String partner) {
        return subscriptions.look(partners.named(partner));
    }
}

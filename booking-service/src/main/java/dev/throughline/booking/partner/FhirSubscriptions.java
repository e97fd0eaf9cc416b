package dev.throughline.booking.partner;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.function.Supplier;

/**
 * Has a FHIR server tell us of our Appointments. An R4 Subscription has no identifier; the address that it leads to is ours alone,
 * so that is what it is looked up by.
 */
final class FhirSubscriptions {

    private static final int MOST = 20;

    private final FhirPartnerApi api;
    private final HttpAnswers answers;
    private final URI server;
    private final String criteria;

    FhirSubscriptions(FhirPartnerApi api, HttpAnswers answers, URI server, String system) {
        this.api = api;
        this.answers = answers;
        this.server = server;
        this.criteria = "Appointment?identifier=" + FhirTokens.urlEncoded(FhirTokens.escaped(system) + "|");
    }

    /**
     * Looks whether there is one that leads to {@code wanted}; makes one if there is none, and rights any that is not as it should
     * be, for a repeated callback does no harm, and one with an old secret would be refused for ever.
     */
    Uni<PartnerAnswer> ensure(CallbackAddress wanted) {
        return look(
                wanted,
                () -> make(wanted)
                        .chain(made -> made instanceof PartnerAnswer.Uncertain
                                ? look(wanted, () -> Uni.createFrom().item(made))
                                : Uni.createFrom().item(made)));
    }

    /** @param otherwise if there is none; of what is uncertain, another process may have made it, or we ourselves */
    private Uni<PartnerAnswer> look(CallbackAddress wanted, Supplier<Uni<PartnerAnswer>> otherwise) {
        return answers.translated(api.subscriptions(wanted.endpoint().toString(), MOST), answer -> {
                    found(answer);
                    return List.of();
                })
                .chain(answer -> answer instanceof PartnerAnswer.Known known
                        ? right(found(known.received()), wanted, otherwise)
                        : Uni.createFrom().item(answer));
    }

    private List<FhirSubscription> found(JsonNode answer) {
        return FhirPage.read(answer, server, FhirSubscription::read).matches();
    }

    private Uni<PartnerAnswer> right(
            List<FhirSubscription> found, CallbackAddress wanted, Supplier<Uni<PartnerAnswer>> otherwise) {
        return found.isEmpty()
                ? otherwise.get()
                : Multi.createFrom()
                        .iterable(found)
                        .onItem()
                        .transformToUniAndConcatenate(each -> right(each, wanted))
                        .collect()
                        .asList()
                        .map(FhirSubscriptions::worst);
    }

    private Uni<PartnerAnswer> make(CallbackAddress wanted) {
        var condition = "url=" + FhirTokens.urlEncoded(wanted.endpoint().toString());
        var asked = FhirSubscription.asked(wanted, criteria).toString();
        return told(api.subscribe(condition, asked));
    }

    private Uni<PartnerAnswer> right(FhirSubscription subscription, CallbackAddress wanted) {
        return subscription.isAs(wanted, criteria)
                ? Uni.createFrom().item(subscription.answer())
                : told(api.resubscribe(
                        subscription.id(),
                        subscription.etag(),
                        subscription.changed(wanted, criteria).toString()));
    }

    private Uni<PartnerAnswer> told(Uni<Response> exchange) {
        return answers.told(
                exchange, (answer, detail) -> FhirSubscription.read(answer).answer());
    }

    private static PartnerAnswer worst(List<PartnerAnswer> all) {
        return all.stream()
                .filter(each -> !(each instanceof PartnerAnswer.Subscribed subscribed)
                        || !subscribed.state().equals("active"))
                .findFirst()
                .orElse(all.get(0));
    }
}

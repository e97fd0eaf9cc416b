package dev.throughline.status.console.letter;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.kit.time.Ids;
import dev.throughline.status.console.letter.LettersPage.Pile;
import dev.throughline.status.console.service.Reply;
import dev.throughline.status.console.service.Services;
import dev.throughline.status.console.session.Operator;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** Collects the dead letters of all services; one that does not answer is missed, not waited for by the others. */
@ApplicationScoped
class Letters {

    private static final int LIMIT = 100;

    private final Services services;

    Letters(Services services) {
        this.services = services;
    }

    Uni<List<Pile>> collect(Operator operator) {
        var piles = services.withJobs().stream()
                .map(service -> services.deadLetters(operator, service, LIMIT).map(reply -> pile(service, reply)))
                .toList();
        return Uni.join().all(piles).andCollectFailures();
    }

    private static Pile pile(String service, Reply reply) {
        return reply.fold(
                answer -> new Pile(
                        service, letters(service, answer.body()), answer.body().hasNonNull("next"), null),
                trouble -> new Pile(service, List.of(), false, trouble));
    }

    private static List<Letter> letters(String service, JsonNode page) {
        var letters = new ArrayList<Letter>();
        page.path("items")
                .forEach(job -> letters.add(Letter.of(service, job, Ids.next().toString())));
        return letters;
    }
}

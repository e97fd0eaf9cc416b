package dev.throughline.document;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.throughline.kit.event.NewEvent;
import dev.throughline.kit.job.OwnContext;
import dev.throughline.kit.testing.PartsResource;
import dev.throughline.kit.time.Ids;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.Origin;
import dev.throughline.kit.work.UnitOfWork;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;

/** What the tests do and look at: completed visits on the exchange, and rows. */
@ApplicationScoped
public class Bench {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final UnitOfWork unitOfWork;
    private final OwnContext ownContext;
    private final ObjectMapper json;
    private final TimeSource time;

    Bench(UnitOfWork unitOfWork, OwnContext ownContext, ObjectMapper json, TimeSource time) {
        this.unitOfWork = unitOfWork;
        this.ownContext = ownContext;
        this.json = json;
        this.time = time;
    }

    /** The data of a completed visit as booking-service publishes it. */
    public ObjectNode visit(UUID booking, String owner) {
        var data = json.createObjectNode()
                .put("booking", booking.toString())
                .put("owner", owner)
                .put("status", "completed")
                .putNull("reason")
                .put("service", "CONSULT")
                .put("partner", "meridian")
                .put("start", "2026-03-02T08:30:00Z")
                .put("durationMinutes", 30)
                .put("partnerState", "confirmed")
                .put("reservationId", "R-1")
                .put("visitStatus", "completed")
                .putNull("attention")
                .put("practitioner", "Dr. Weiß")
                .put("findings", "Alles gut: ř ü Ελλ 漢.\nNext visit in a year.")
                .put("visitMinutes", 25);
        data.putObject("price").put("amount", "60.00").put("currency", "EUR");
        data.putObject("customer")
                .put("name", "Ana Dvořák")
                .put("email", "ana@example.com")
                .putNull("phone")
                .put("locale", "de-AT");
        return data;
    }

    public NewEvent completed(ObjectNode visit) {
        var aggregate = "booking/" + visit.path("booking").asText();
        return new NewEvent(Ids.next(), "visit.completed", 1, aggregate, 5, time.instant(), visit);
    }

    /** Puts the event on the exchange, by outbox and relay. */
    public void publish(String tenant, NewEvent event) {
        var origin = Origin.system("test", tenant, Ids.next());
        perform(() -> unitOfWork.perform(origin, work -> {
            work.publish(event);
            return Uni.createFrom().voidItem();
        }));
    }

    /** A visit of {@code owner} at {@code tenant} that was completed just now; answers the booking. */
    public UUID completeVisit(String tenant, String owner) {
        var booking = Ids.next();
        publish(tenant, completed(visit(booking, owner)));
        return booking;
    }

    public <T> T perform(java.util.function.Supplier<Uni<T>> work) {
        return ownContext.run(work).await().atMost(LIMIT);
    }

    /** Waits for the document of the booking to be {@code state}, and answers its id. */
    public UUID awaitDocument(UUID booking, String state) {
        await("a document that is " + state)
                .atMost(60, SECONDS)
                .until(() ->
                        count("select count(*) from document where booking = ? and state = ?", booking, state) == 1);
        return one(UUID.class, "select id from document where booking = ?", booking);
    }

    public long count(String sql, Object... parameters) {
        return one(Long.class, sql, parameters);
    }

    /** The one value that the owner of the tables reads. */
    public <T> T one(Class<T> type, String sql, Object... parameters) {
        try (var connection = PartsResource.connectAsOwner();
                var statement = connection.prepareStatement(sql)) {
            for (var index = 0; index < parameters.length; index++) {
                statement.setObject(index + 1, parameters[index]);
            }
            try (var rows = statement.executeQuery()) {
                return rows.next() ? rows.getObject(1, type) : null;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}

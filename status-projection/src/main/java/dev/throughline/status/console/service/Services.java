package dev.throughline.status.console.service;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.status.console.ConsoleSettings;
import dev.throughline.status.console.session.Operator;
import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.quarkus.vertx.http.HttpServer;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jboss.resteasy.reactive.client.SseEvent;
import org.jboss.resteasy.reactive.client.api.QuarkusRestClientProperties;

/** The services by name, asked in the operator's name. */
@ApplicationScoped
public class Services {

    private static final String STATUS = "status-projection";
    private static final String BOOKING = "booking-service";
    private static final String NOTIFICATION = "notification-service";
    private static final String DOCUMENT = "document-service";

    private final ConsoleSettings settings;
    private final HttpServer server;
    private final Service status;
    private final Service booking;
    private final Service document;
    private final Service notification;
    private final BookingApi bookingApi;
    private final DocumentApi documentApi;
    private final NotificationApi notificationApi;
    private final Map<String, Jobs> jobs = new LinkedHashMap<>();
    private volatile StatusApi statusApi;
    private volatile StatusStreams streams;

    Services(ConsoleSettings settings, HttpServer server, ObjectMapper json) {
        this.settings = settings;
        this.server = server;
        this.status = new Service(STATUS, settings.timeout().plus(settings.catchUp()), json);
        this.booking = new Service(BOOKING, settings.timeout(), json);
        this.document = new Service(DOCUMENT, settings.timeout(), json);
        this.notification = new Service(NOTIFICATION, settings.timeout(), json);
        this.bookingApi = api(BookingApi.class, settings.services().booking().url());
        this.documentApi = api(DocumentApi.class, settings.services().document().url());
        this.notificationApi =
                api(NotificationApi.class, settings.services().notification().url());
        var where = settings.services();
        addJobs(booking, where.booking().url());
        addJobs(notification, where.notification().url());
        addJobs(document, where.document().url());
    }

    private record Jobs(Service service, JobApi api) {}

    private void addJobs(Service service, URI url) {
        jobs.put(service.name(), new Jobs(service, api(JobApi.class, url)));
    }

    private <T> T api(Class<T> type, URI url) {
        return builder(url)
                .readTimeout(settings.timeout().multipliedBy(2).toMillis(), TimeUnit.MILLISECONDS)
                .build(type);
    }

    private QuarkusRestClientBuilder builder(URI url) {
        return QuarkusRestClientBuilder.newBuilder()
                .baseUri(url)
                .connectTimeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .disableDefaultMapper(true);
    }

    // The port of this process may be known only once it listens.
    private URI statusUrl() {
        return settings.services()
                .status()
                .map(ConsoleSettings.Service::url)
                .orElseGet(() -> URI.create("http://127.0.0.1:" + server.getPort()));
    }

    private StatusApi statusApi() {
        if (statusApi == null) {
            statusApi = api(StatusApi.class, statusUrl());
        }
        return statusApi;
    }

    private StatusStreams streams() {
        if (streams == null) {
            streams = builder(statusUrl())
                    .property(QuarkusRestClientProperties.CONNECTION_POOL_SIZE, settings.maxStreams())
                    .build(StatusStreams.class);
        }
        return streams;
    }

    /**
     * A page of bookings.
     *
     * @param q words to search for; {@code null} for none
     * @param state a status; {@code null} for any
     * @param cursor of the page; {@code null} for the first
     */
    public Uni<Reply> list(Operator operator, String q, String state, boolean overdue, int limit, String cursor) {
        var onlyOverdue = overdue ? Boolean.TRUE : null;
        return status.ask(() -> statusApi().list(operator.authorization(), q, state, onlyOverdue, limit, cursor));
    }

    public Uni<Reply> summary(Operator operator) {
        return status.ask(() -> statusApi().summary(operator.authorization()));
    }

    /** @param token the state that must be comprised, which is waited for a little; {@code null} for whatever is there */
    public Uni<Reply> view(Operator operator, UUID id, String token) {
        var prefer = token == null ? null : "wait=" + settings.catchUp().toSeconds();
        return status.ask(() -> statusApi().booking(operator.authorization(), prefer, id, token));
    }

    public Uni<Reply> timeline(Operator operator, UUID id, int limit, String cursor) {
        return status.ask(() -> statusApi().timeline(operator.authorization(), id, limit, cursor));
    }

    public Multi<SseEvent<String>> changes(Operator operator) {
        return streams().all(operator.authorization());
    }

    public Multi<SseEvent<String>> changes(Operator operator, UUID id) {
        return streams().booking(operator.authorization(), id);
    }

    /** @param act the last part of its path */
    public Uni<Reply> act(Operator operator, String key, UUID id, String act, Map<String, Object> body) {
        return booking.ask(() -> bookingApi.act(operator.authorization(), key, id, act, body));
    }

    public Uni<Reply> attempts(Operator operator, UUID id, int limit) {
        return booking.ask(() -> bookingApi.attempts(operator.authorization(), id, limit));
    }

    public Uni<Reply> partners(Operator operator) {
        return booking.ask(() -> bookingApi.partners(operator.authorization()));
    }

    public Uni<Reply> link(Operator operator, String key, UUID document, int validSeconds) {
        return this.document.ask(
                () -> documentApi.link(operator.authorization(), key, document, Map.of("validSeconds", validSeconds)));
    }

    /** The names of the services that have jobs. */
    public Set<String> withJobs() {
        return jobs.keySet();
    }

    public Uni<Reply> deadLetters(Operator operator, String service, int limit) {
        var of = jobs.get(service);
        return of.service().ask(() -> of.api().list(operator.authorization(), "dead_letter", limit));
    }

    public Uni<Reply> replay(Operator operator, String key, String service, UUID job, String reason) {
        var of = jobs.get(service);
        return of.service().ask(() -> of.api().replay(operator.authorization(), key, job, Map.of("reason", reason)));
    }

    public Uni<Reply> resolve(Operator operator, String key, String service, UUID job, Map<String, Object> found) {
        var of = jobs.get(service);
        return of.service().ask(() -> of.api().resolve(operator.authorization(), key, job, found));
    }

    /**
     * A page of the notification log.
     *
     * @param state {@code null} for any
     * @param cursor of the page; {@code null} for the first
     */
    public Uni<Reply> notifications(Operator operator, String state, int limit, String cursor) {
        return notification.ask(() -> notificationApi.list(operator.authorization(), state, limit, cursor));
    }

    public Uni<Reply> notification(Operator operator, UUID id) {
        return notification.ask(() -> notificationApi.get(operator.authorization(), id));
    }

    public Uni<Reply> resend(Operator operator, String key, UUID id, String reason) {
        return notification.ask(
                () -> notificationApi.resend(operator.authorization(), key, id, Map.of("reason", reason)));
    }
}

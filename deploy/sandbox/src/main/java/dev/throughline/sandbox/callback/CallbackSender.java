package dev.throughline.sandbox.callback;

import dev.throughline.sandbox.reservation.Ledger;
import dev.throughline.sandbox.reservation.SandboxSettings;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Sends callbacks, and repeats each until it is answered with 2xx or expires: at least once, also over a crash. One that
 * waits for others is sent when they have been heard, so that it comes after them however often they had to be repeated.
 */
@ApplicationScoped
public class CallbackSender {

    private static final Logger LOG = Logger.getLogger(CallbackSender.class);
    private static final long MAX_BACKOFF_MILLIS = 10_000;

    private final SandboxSettings settings;
    private final CallbackRequests requests;
    private final Ledger ledger;
    private final HttpClient http;
    private final ScheduledThreadPoolExecutor timer;

    CallbackSender(SandboxSettings settings, CallbackRequests requests, Ledger ledger) {
        this.settings = settings;
        this.requests = requests;
        this.ledger = ledger;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.callback().timeout())
                .build();
        this.timer = new ScheduledThreadPoolExecutor(1, CallbackSender::daemon);
        this.timer.setRemoveOnCancelPolicy(true);
    }

    private static Thread daemon(Runnable work) {
        var thread = new Thread(work, "sandbox-callbacks");
        thread.setDaemon(true);
        return thread;
    }

    /** After a restart: sends what has not been heard. */
    public void resume() {
        requests.check(settings.partners().keySet());
        if (settings.callback().url().isPresent()) {
            send(ledger.sendable());
        }
    }

    /** Sends each when it is due; none of them waits for another. */
    public void send(List<Callback> callbacks) {
        callbacks.forEach(callback -> schedule(callback, 0, Duration.between(Instant.now(), callback.due())));
    }

    private void schedule(Callback callback, int failures, Duration wait) {
        if (!timer.isShutdown()) {
            timer.schedule(() -> send(callback, failures), Math.max(0, wait.toMillis()), TimeUnit.MILLISECONDS);
        }
    }

    private void send(Callback callback, int failures) {
        if (!ledger.isUnheard(callback)) {
            return;
        }
        http.sendAsync(requests.of(callback), HttpResponse.BodyHandlers.discarding())
                .whenComplete((response, failure) -> {
                    if (failure == null && response.statusCode() / 100 == 2) {
                        done(callback);
                    } else {
                        again(callback, failures + 1);
                    }
                });
    }

    private void again(Callback callback, int failures) {
        var first = settings.callback().retryAfter().toMillis();
        var wait = Duration.ofMillis(Math.min(MAX_BACKOFF_MILLIS, first << Math.min(failures - 1, 10)));
        if (Instant.now().plus(wait).isAfter(callback.expires())) {
            LOG.infof("Callback %s is given up.", callback.webhookId());
            done(callback);
        } else {
            schedule(callback, failures, wait);
        }
    }

    private void done(Callback callback) {
        ledger.heard(callback)
                .subscribe()
                .with(
                        this::send,
                        failure -> LOG.warnf("Callback %s may be repeated: %s", callback.webhookId(), failure));
    }

    void stop(@Observes ShutdownEvent event) {
        timer.shutdownNow();
    }
}

package dev.throughline.notification.delivery;

import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.MailResult;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.TimeUnit;

/**
 * Speaks SMTP. The client is the mail extension's, but made by ourselves: the one that the extension makes has no limit on a
 * server's silence, so that every silent connection would stay in its pool for ever.
 */
@ApplicationScoped
class SmtpClient {

    private static final int SMTP_PORT = 25;
    private static final int SMTPS_PORT = 465;

    private final MailClient client;
    private final String server;

    SmtpClient(Vertx vertx, SmtpSettings settings, TlsConfigurationRegistry tls) {
        this.client = MailClient.create(vertx, config(settings, tls));
        this.server = settings.host() + ":" + port(settings);
    }

    /** Host and port of the mail server. */
    String server() {
        return server;
    }

    /** Sends once. May never complete, and may go on when nobody waits any more. */
    Uni<MailResult> send(MailMessage message) {
        return Uni.createFrom()
                .emitter(emitter -> client.sendMail(message, sent -> {
                    if (sent.succeeded()) {
                        emitter.complete(sent.result());
                    } else {
                        emitter.fail(sent.cause());
                    }
                }));
    }

    @PreDestroy
    void close() {
        client.close();
    }

    private static MailConfig config(SmtpSettings settings, TlsConfigurationRegistry tls) {
        var config = new MailConfig()
                .setHostname(settings.host())
                .setPort(port(settings))
                .setSsl(settings.tls())
                .setStarttls(settings.starttls())
                .setMaxPoolSize(settings.connections())
                // One command at a time: otherwise a refused recipient can leave the server waiting for the message.
                .setPipelining(false)
                .setAllowRcptErrors(false)
                .setKeepAliveTimeout((int) settings.replyTimeout().toMillis() / 2)
                .setKeepAliveTimeoutUnit(TimeUnit.MILLISECONDS);
        settings.hello().ifPresent(config::setOwnHostname);
        logIn(config, settings);
        settings.trust().map(name -> named(tls, name)).ifPresent(trusted -> trust(config, trusted));
        config.setConnectTimeout((int) settings.connectTimeout().toMillis())
                .setIdleTimeout((int) settings.replyTimeout().toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setMetricsName("mail");
        return config;
    }

    private static int port(SmtpSettings settings) {
        return settings.port().orElse(settings.tls() ? SMTPS_PORT : SMTP_PORT);
    }

    private static void logIn(MailConfig config, SmtpSettings settings) {
        if (settings.username().isPresent()) {
            config.setLogin(LoginOption.REQUIRED)
                    .setUsername(settings.username().get())
                    .setPassword(settings.password().orElse(""));
        } else {
            config.setLogin(LoginOption.DISABLED);
        }
    }

    private static TlsConfiguration named(TlsConfigurationRegistry tls, String name) {
        return tls.get(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "throughline.smtp.trust names '%s', but there is no quarkus.tls.%s.".formatted(name, name)));
    }

    // The algorithm of host name verification must not be set: the client takes that as a wish for none.
    private static void trust(MailConfig config, TlsConfiguration trusted) {
        config.setTrustAll(trusted.isTrustAll());
        if (trusted.getTrustStoreOptions() != null) {
            config.setTrustOptions(trusted.getTrustStoreOptions());
        }
        if (trusted.getKeyStoreOptions() != null) {
            config.setKeyCertOptions(trusted.getKeyStoreOptions());
        }
        trusted.getSSLOptions().getEnabledSecureTransportProtocols().forEach(config::addEnabledSecureTransportProtocol);
    }
}

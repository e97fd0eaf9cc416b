package dev.throughline.status.console;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** The operator console. */
@ConfigMapping(prefix = "throughline.console")
public interface ConsoleSettings {

    /** Whether an operator may sign in by pasting a bearer token: for local stacks. */
    @WithDefault("false")
    boolean tokenForm();

    /** Whether the session's cookie is sent over TLS only. Without TLS, as on a local stack, nobody can sign in while it is. */
    @WithDefault("true")
    boolean secureCookie();

    /** Where traces are shown, with {@code {traceId}} in it, such as {@code https://jaeger.example/trace/{traceId}}. */
    Optional<String> traceUrl();

    /** How long the console waits for another service. */
    @WithDefault("PT5S")
    Duration timeout();

    /** How long a page waits for the view to show a change that was just made. */
    @WithDefault("PT2S")
    Duration catchUp();

    /** Browsers that one process keeps up to date at a time; further ones refresh by themselves. */
    @WithDefault("500")
    int maxStreams();

    /** Where the services are. */
    Services services();

    /** One key for each service. */
    interface Services {

        /** The status API that the console shows; without a URL the one of this process. */
        Optional<Service> status();

        Service booking();

        Service notification();

        Service document();
    }

    /** One service. */
    interface Service {

        URI url();
    }
}

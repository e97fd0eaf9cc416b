package dev.throughline.status.console.session;

import dev.throughline.status.console.ConsoleSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.NewCookie;
import java.time.Duration;

/** The cookie that carries the operator's bearer token: for the console's own pages only, out of reach of scripts. */
@ApplicationScoped
class SessionCookie {

    static final String NAME = "throughline-console";
    static final String PATH = "/console";

    private final ConsoleSettings settings;

    SessionCookie(ConsoleSettings settings) {
        this.settings = settings;
    }

    NewCookie holding(String token, Duration validity) {
        return cookie(NAME, token, (int) Math.min(validity.toSeconds(), Integer.MAX_VALUE));
    }

    NewCookie gone() {
        return cookie(NAME, "", 0);
    }

    NewCookie cookie(String name, String value, int maxAge) {
        return new NewCookie.Builder(name)
                .value(value)
                .path(PATH)
                .httpOnly(true)
                .secure(settings.secureCookie())
                .sameSite(NewCookie.SameSite.STRICT)
                .maxAge(maxAge)
                .build();
    }
}

package dev.throughline.status.console.session;

import dev.throughline.kit.identity.Caller;

/**
 * Who uses the console.
 *
 * @param token the operator's own bearer token, which every act is sent with
 * @param ofOrganisation whether the session is one of the organisation's identity provider
 */
public record Operator(Caller caller, String token, boolean ofOrganisation) {

    public String name() {
        return caller.subject();
    }

    public String tenant() {
        return caller.tenant();
    }

    /** Whether the console offers this; whether it is done the owning service decides. */
    public boolean may(String permission) {
        return caller.permissions().contains(permission);
    }

    public String authorization() {
        return "Bearer " + token;
    }
}

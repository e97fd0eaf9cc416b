package dev.throughline.status.console.booking;

import jakarta.ws.rs.FormParam;

/** What an operator has entered. It is sent as it is: the owning service says what is wrong with it. */
public class Entered {

    static final Entered NOTHING = new Entered();

    @FormParam("practitioner")
    String practitioner;

    @FormParam("findings")
    String findings;

    @FormParam("minutes")
    String minutes;

    @FormParam("reason")
    String reason;

    public String practitioner() {
        return practitioner == null ? "" : practitioner;
    }

    public String findings() {
        return findings == null ? "" : findings;
    }

    public String minutes() {
        return minutes == null ? "" : minutes;
    }

    public String reason() {
        return reason == null ? "" : reason;
    }

    Object wholeMinutes() {
        try {
            return Integer.parseInt(minutes().strip());
        } catch (NumberFormatException e) {
            return minutes();
        }
    }
}

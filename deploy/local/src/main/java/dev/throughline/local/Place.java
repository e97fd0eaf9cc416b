package dev.throughline.local;

import dev.throughline.parts.Ports;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where the programs of a stack listen: ports by name of the program. */
record Place(Map<String, Integer> ports) {

    static final String BOOKING = "booking-service";
    static final String NOTIFICATION = "notification-service";
    static final String DOCUMENT = "document-service";
    static final String STATUS = "status-projection";
    static final String SANDBOX = "sandbox";
    static final String SMTP = "smtp";
    static final String MAIL = "mail";

    /** The ports that the documentation names. */
    static final Place STANDARD = new Place(standard());

    private static Map<String, Integer> standard() {
        var ports = new LinkedHashMap<String, Integer>();
        ports.put(BOOKING, 8081);
        ports.put(NOTIFICATION, 8082);
        ports.put(DOCUMENT, 8083);
        ports.put(STATUS, 8084);
        ports.put(SANDBOX, 8090);
        ports.put(SMTP, 1025);
        ports.put(MAIL, 8025);
        return ports;
    }

    /** Ports that nobody uses, for a stack beside another. */
    static Place free() {
        var ports = new LinkedHashMap<String, Integer>();
        STANDARD.ports().keySet().forEach(name -> ports.put(name, Ports.free()));
        return new Place(ports);
    }

    int port(String program) {
        return ports.get(program);
    }

    String url(String program) {
        return "http://127.0.0.1:" + port(program);
    }

    String booking() {
        return url(BOOKING);
    }

    String sandbox() {
        return url(SANDBOX);
    }
}

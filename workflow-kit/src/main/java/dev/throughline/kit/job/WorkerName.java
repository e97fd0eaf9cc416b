package dev.throughline.kit.job;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** The name under which this process holds jobs: host and process id, as an operator would look for it. */
@ApplicationScoped
class WorkerName {

    private final String value = host() + "/" + ProcessHandle.current().pid();

    String value() {
        return value;
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}

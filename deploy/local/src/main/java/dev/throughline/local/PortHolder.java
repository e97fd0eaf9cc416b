package dev.throughline.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Finds out who holds a port, where the machine tells. */
final class PortHolder {

    private PortHolder() {}

    /** {@code " by …"}, or nothing. */
    static String of(int port) {
        try {
            var process = new ProcessBuilder("ss", "-ltnpH", "sport = :" + port)
                    .redirectErrorStream(true)
                    .start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            var users = said.indexOf("users:");
            return users < 0
                    ? ""
                    : " by " + said.substring(users + "users:".length()).strip();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}

package dev.throughline.local.mail;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import org.subethamail.smtp.MessageHandler;

/**
 * Takes one mail: everybody may send, everybody receives. A mail to anybody at {@code no-answer.example} is kept like any other,
 * and its sender waits for the answer in vain.
 */
final class Taker implements MessageHandler {

    private static final String NO_ANSWER = "@no-answer.example";
    // Longer than a sender of the local stack waits.
    private static final long SILENCE_SECONDS = 12;

    private final MailBox box;
    private boolean silent;

    Taker(MailBox box) {
        this.box = box;
    }

    @Override
    public void from(String from) {
        // Everybody may send.
    }

    @Override
    public void recipient(String recipient) {
        silent |= recipient.endsWith(NO_ANSWER);
    }

    @Override
    public String data(InputStream data) throws IOException {
        var id = box.keep(data);
        if (silent) {
            beSilent();
        }
        return "kept as " + id;
    }

    private static void beSilent() {
        try {
            TimeUnit.SECONDS.sleep(SILENCE_SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void done() {
        // Each mail stands for itself.
    }
}

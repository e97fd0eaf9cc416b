package dev.throughline.notification.delivery;

import dev.throughline.kit.job.Outcome;
import io.vertx.ext.mail.SMTPException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Judges how certain a failed delivery is. A definite reply decides (RFC 5321, section 4.2.1): 4yz may be tried again, 5yz
 * to the mail itself is a no. Without one, only a mail that was barred in time is provably unsent.
 */
final class Judgement {

    private static final Pattern REFUSAL = Pattern.compile("[45][0-9]{2}([ -].*)?", Pattern.DOTALL);
    private static final int MAX_REPLY = 500;

    private Judgement() {}

    static Dispatch of(Throwable failure, boolean provablyUnsent) {
        var reply = failure instanceof SMTPException refused ? plain(refused.getReplyMessage()) : null;
        if (reply != null && REFUSAL.matcher(reply).matches()) {
            return ofReply((SMTPException) failure, reply);
        }
        return provablyUnsent
                ? new Dispatch(Outcome.failed, "The mail was not sent: %s.".formatted(words(failure)), reply)
                : new Dispatch(
                        Outcome.unknown,
                        "The mail was handed over and the server's answer is missing: %s.".formatted(words(failure)),
                        reply);
    }

    private static Dispatch ofReply(SMTPException refused, String reply) {
        if (refused.isPermanent() && isAboutTheMail(refused)) {
            return new Dispatch(Outcome.rejected, "The mail server refused the mail: %s".formatted(reply), reply);
        }
        return new Dispatch(Outcome.failed, "The mail server did not take the mail: %s".formatted(reply), reply);
    }

    // The client tells only here what the reply answers. A no to the greeting or to our credentials is about us, not
    // the
    // mail.
    private static boolean isAboutTheMail(SMTPException refused) {
        return Stream.of("sender address", "recipient address", "DATA command", "sending data")
                .anyMatch(refused.getMessage()::startsWith);
    }

    private static String words(Throwable failure) {
        if (failure instanceof TimeoutException || failure instanceof io.smallrye.mutiny.TimeoutException) {
            return "the server was too slow";
        }
        var message = failure.getMessage();
        return message == null
                ? failure.getClass().getSimpleName()
                : plain(message).replaceAll("\\.$", "");
    }

    private static String plain(String text) {
        var line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= MAX_REPLY ? line : line.substring(0, MAX_REPLY);
    }
}

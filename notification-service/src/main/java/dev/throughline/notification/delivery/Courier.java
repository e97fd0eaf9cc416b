package dev.throughline.notification.delivery;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.mail.MailAttachment;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.MailResult;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.TimeoutException;

/**
 * Hands one letter to the mail server, once, and says what became of it. The brand's picture travels inside every letter, as
 * its last part: that the server was never given it proves that the letter is unsent.
 */
@ApplicationScoped
class Courier {

    /** What HTML templates refer to the picture by. */
    private static final String PICTURE_ID = "<brand@throughline>";

    private static final String PICTURE = "/mail/brand.png";

    private final SmtpClient client;
    private final SmtpSettings settings;
    private final Buffer picture;

    Courier(SmtpClient client, SmtpSettings settings) {
        this.client = client;
        this.settings = settings;
        this.picture = picture();
    }

    /** Host and port of the mail server. */
    String server() {
        return client.server();
    }

    /** Never fails: whatever happens is in the answer. */
    Uni<Dispatch> deliver(Letter letter) {
        var point = new PointOfNoReturn();
        var sending = client.send(message(letter, point)).memoize().indefinitely();
        return sending.ifNoItem()
                .after(settings.handover())
                .recoverWithUni(() -> point.bar() ? tooSlow() : answer(sending))
                .map(sent -> Dispatch.accepted())
                .onFailure()
                .recoverWithItem(failure -> Judgement.of(failure, point.bar()));
    }

    private Uni<MailResult> answer(Uni<MailResult> sending) {
        return sending.ifNoItem().after(settings.answer()).fail();
    }

    private static Uni<MailResult> tooSlow() {
        return Uni.createFrom().failure(TimeoutException::new);
    }

    private MailMessage message(Letter letter, PointOfNoReturn point) {
        var message = new MailMessage()
                .setFrom(letter.from())
                .setTo(List.of(letter.to()))
                .setSubject(letter.content().subject())
                .setText(letter.content().text())
                .setHtml(letter.content().html())
                .addHeader("Message-ID", letter.messageId())
                .addHeader("Content-Language", letter.locale())
                .addHeader("Auto-Submitted", "auto-generated");
        if (letter.replyTo() != null) {
            message.addHeader("Reply-To", letter.replyTo());
        }
        return message.setInlineAttachment(List.of(MailAttachment.create()
                .setName("brand.png")
                .setContentType("image/png")
                .setDisposition("inline")
                .setContentId(PICTURE_ID)
                .setSize(picture.length())
                .setStream(new LastPart(picture, point))));
    }

    private static Buffer picture() {
        try (var file = Courier.class.getResourceAsStream(PICTURE)) {
            return Buffer.buffer(file.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("The picture of every mail, %s, cannot be read.".formatted(PICTURE), e);
        }
    }
}

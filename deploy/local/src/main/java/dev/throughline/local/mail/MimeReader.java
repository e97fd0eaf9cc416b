package dev.throughline.local.mail;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Reads a mail from its file: RFC 5322 and MIME (RFC 2045 to 2049). */
final class MimeReader {

    private MimeReader() {}

    /** The Message-ID of the mail in {@code file}; of the mail, only the header is read. */
    static Optional<String> messageId(Path file) throws IOException, MessagingException {
        try (var data = Files.newInputStream(file)) {
            return Optional.ofNullable(new InternetHeaders(data).getHeader("Message-ID", null));
        }
    }

    static CaughtMail read(String id, Path file) throws IOException, MessagingException {
        try (var data = Files.newInputStream(file)) {
            var message = new MimeMessage(null, data);
            return new CaughtMail(
                    id,
                    Files.getLastModifiedTime(file).toInstant(),
                    first(addresses(message.getFrom())),
                    addresses(message.getAllRecipients()),
                    message.getSubject(),
                    message.getHeader("Date", null),
                    message.getMessageID(),
                    message.getHeader("Content-Language", null),
                    find(message, "text/plain"),
                    withImages(find(message, "text/html"), message),
                    Files.size(file));
        }
    }

    /** Images that the mail brings along (RFC 2392) are put where they are shown: a page cannot ask the mail for them. */
    private static String withImages(String html, Part part) throws IOException, MessagingException {
        if (html == null || !(part.getContent() instanceof Multipart parts)) {
            return html;
        }
        var shown = html;
        for (var i = 0; i < parts.getCount(); i++) {
            var inner = parts.getBodyPart(i);
            shown = inner.isMimeType("image/*") ? withImage(shown, inner) : withImages(shown, inner);
        }
        return shown;
    }

    private static String withImage(String html, Part image) throws IOException, MessagingException {
        var id = image.getHeader("Content-ID");
        if (id == null) {
            return html;
        }
        try (var data = image.getInputStream()) {
            var mediaType = image.getContentType().split(";")[0].strip();
            var bytes = Base64.getEncoder().encodeToString(data.readAllBytes());
            return html.replace("cid:" + id[0].replaceAll("[<>]", ""), "data:%s;base64,%s".formatted(mediaType, bytes));
        }
    }

    private static List<String> addresses(Address[] addresses) {
        return addresses == null
                ? List.of()
                : Arrays.stream(addresses).map(MimeReader::readable).toList();
    }

    private static String readable(Address address) {
        return address instanceof jakarta.mail.internet.InternetAddress internet
                ? internet.toUnicodeString()
                : address.toString();
    }

    private static String first(List<String> addresses) {
        return addresses.isEmpty() ? null : addresses.get(0);
    }

    private static String find(Part part, String mediaType) throws IOException, MessagingException {
        if (part.isMimeType(mediaType)) {
            return part.getContent() instanceof String text ? text : null;
        }
        if (part.getContent() instanceof Multipart parts) {
            for (var i = 0; i < parts.getCount(); i++) {
                var found = find(parts.getBodyPart(i), mediaType);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }
}

package dev.throughline.local.mail;

import java.util.List;
import java.util.stream.Collectors;

/** The page that lists the mails. */
final class MailPage {

    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>Caught mail · Throughline</title>
            <style>
              :root { color-scheme: light dark; }
              body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
              table { border-collapse: collapse; width: 100%%; }
              th, td { text-align: left; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid #8884; vertical-align: top; }
              td:first-child { white-space: nowrap; }
            </style>
            <h1>Caught mail</h1>
            <p>%s It was sent by the services of this machine and goes nowhere. All of it as JSON: <a href="/messages">/messages</a>.</p>
            <table>
            <thead><tr><th scope="col">Received</th><th scope="col">To</th><th scope="col">Subject</th><th scope="col">Parts</th></tr></thead>
            <tbody>
            %s
            </tbody>
            </table>
            </html>
            """;
    private static final String ROW = """
            <tr><td>%s</td><td>%s</td><td lang="%s"><a href="/messages/%s/html">%s</a></td>\
            <td><a href="/messages/%s/text">text</a> <a href="/messages/%s/raw">raw</a></td></tr>""";

    private MailPage() {}

    static String of(List<CaughtMail> mails) {
        var said = mails.isEmpty() ? "There is no mail yet." : "The newest %d.".formatted(mails.size());
        return PAGE.formatted(said, mails.stream().map(MailPage::row).collect(Collectors.joining("\n")));
    }

    private static String row(CaughtMail mail) {
        return ROW.formatted(
                mail.receivedAt(),
                escape(String.join(", ", mail.to())),
                escape(mail.language() == null ? "en" : mail.language()),
                mail.id(),
                escape(mail.subject() == null ? "(no subject)" : mail.subject()),
                mail.id(),
                mail.id());
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}

package dev.throughline.status.console;

import dev.throughline.kit.time.Ids;
import dev.throughline.status.Story;
import java.time.Instant;
import java.util.UUID;

/** What owning services answer, in the words of their APIs. */
final class Samples {

    private Samples() {}

    static Story eventful(String tenant) {
        var job = Ids.next();
        return new Story(tenant, "Ana Dvořák")
                .placed()
                .attempted("reserve", "unknown")
                .attempted("find", "succeeded")
                .confirmed()
                .notification(Ids.next(), "booking-confirmed", "queued", 1)
                .checkedIn()
                .document(Ids.next(), "requested", 1)
                .job(job, "notification.send", "dead_letter", 7, "system:notification.send");
    }

    static String attempts() {
        return """
                {"items":[
                  {"number":1,"partner":"meridian","operation":"reserve","startedAt":"%1$s","endedAt":"%1$s","outcome":"unknown",
                   "detail":"No answer within 5 s.","worker":"vm/1","traceId":"85746222e295867ad738da72fea67008"},
                  {"number":2,"partner":"meridian","operation":"find","startedAt":"%1$s","endedAt":"%1$s","outcome":"succeeded",
                   "reservationId":"R-38315913-d991-429b-a46f-51348b353d57","detail":"Found by our reference.","worker":"vm/1"}],
                 "next":null}
                """.formatted(Instant.now());
    }

    static String deadLetters(UUID job, String decision) {
        return """
                {"items":[{"id":"%s","kind":"partner.reserve","subject":"booking/%s","operationId":"%s","state":"dead_letter",
                  "reason":"The partner has failed for too long.","maxAttempts":2,"finishedAt":"%s",
                  "attempts":[{"number":1},{"number":2}],
                  "verdict":{"decision":"%s","reason":"An attempt may have had its effect.",
                    "evidence":[{"attempt":2,"at":"%4$s","outcome":"unknown","sent":true,"detail":"No answer within 5 s."}]}}],
                 "next":null}
                """.formatted(job, Ids.next(), Ids.next(), Instant.now(), decision);
    }

    static String notification(UUID id, String state, String verdict) {
        return """
                {"id":"%1$s","booking":"%2$s","operationId":"%2$s","kind":"booking-confirmed","channel":"email",
                 "recipient":"ana@example.com","locale":"fr","template":"booking-confirmed","templateVersion":2,"state":"%3$s",
                 "reason":"The mail server did not answer after the mail.","version":4,"messageId":"<%1$s@example.com>",
                 "subject":"Votre visite est confirmée <b>","createdAt":"%5$s","updatedAt":"%5$s","sentAt":null,
                 "attempts":[{"number":1,"startedAt":"%5$s","endedAt":"%5$s","outcome":"unknown","detail":"No answer within 3 min.",
                   "traceId":"85746222e295867ad738da72fea67008"}],
                 "verdict":{"decision":"%4$s","reason":"A mail may have gone out.","evidence":[]}}
                """.formatted(id, Ids.next(), state, verdict, Instant.now());
    }

    static String page(String item) {
        return "{\"items\":[%s],\"next\":\"more\"}".formatted(item);
    }

    static String partners() {
        return """
                {"items":[
                  {"id":"meridian","connector":"http","breaker":{"state":"closed","reason":null,"nextProbeAt":null},
                   "lastSuccessAt":"%1$s"},
                  {"id":"harbour","connector":"http","breaker":{"state":"open","reason":"No answer within 5 s.",
                   "nextProbeAt":"%1$s"},"lastSuccessAt":null}],"next":null}
                """.formatted(Instant.now());
    }
}

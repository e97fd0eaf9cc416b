package dev.throughline.notification.notification;

import java.util.List;

/**
 * Where a notification stands.
 *
 * <pre>
 * queued → sending → sent
 *          sending → queued        (provably unsent: tried again)
 *          sending → rejected      (the mail server said no, for good)
 *          sending → unknown       (it may have gone out; never sent again by itself)
 * queued → suppressed              (outdated, or called off)
 * queued → rejected                (no address that a mail can be sent to)
 * queued → dead_letter             (attempts exhausted)
 * unknown → sent | rejected | dead_letter  (a person has found out what became of it)
 * dead_letter | rejected → queued  (replay of its job, or resend)
 * sent | unknown → queued          (resend by a person)
 * </pre>
 */
public enum NotificationState {
    queued,
    sending,
    sent("resend"),
    suppressed,
    rejected("resend"),
    unknown("resend"),
    dead_letter("resend");

    private final List<String> allowed;

    NotificationState(String... allowed) {
        this.allowed = List.of(allowed);
    }

    /** What may be asked for in this state. */
    public List<String> allowed() {
        return allowed;
    }
}

package dev.throughline.kit.audit;

import java.util.Map;
import java.util.Objects;

/**
 * One line of the audit trail; actor, tenant, time, operation id and trace are added from the unit of work.
 *
 * @param action what was done or asked for, in the words of the permissions, such as {@code job:replay}
 * @param subject what it was done to, {@code kind/id}
 * @param decision whether it was allowed
 * @param reason why, in the actor's words; {@code null} where none is asked for
 * @param detail what else explains it; values are strings, numbers or booleans
 */
public record AuditEntry(String action, String subject, Decision decision, String reason, Map<String, Object> detail) {

    public enum Decision {
        allowed,
        denied
    }

    public AuditEntry {
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(decision, "decision");
        detail = detail == null ? Map.of() : Map.copyOf(detail);
    }

    public static AuditEntry allowed(String action, String subject, String reason) {
        return new AuditEntry(action, subject, Decision.allowed, reason, Map.of());
    }

    public static AuditEntry denied(String action, String subject, String reason) {
        return new AuditEntry(action, subject, Decision.denied, reason, Map.of());
    }
}

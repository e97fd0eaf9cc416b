package dev.throughline.status.search;

import dev.throughline.kit.problem.PlainText;
import dev.throughline.kit.problem.Problems;
import dev.throughline.status.view.Status;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.QueryParam;
import java.util.Arrays;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** Which bookings to list; all that is given must hold. */
public class Filter {

    @QueryParam("state")
    @Parameter(description = "A booking's status, or 'overdue'")
    String state;

    @QueryParam("overdue")
    @Parameter(description = "true: only those whose expectedBy has passed, the longest overdue first")
    Boolean overdue;

    @QueryParam("attention")
    @Parameter(description = "true: only those that need a person")
    Boolean attention;

    @QueryParam("q")
    @Size(max = 100) @PlainText(lines = true)
    @Parameter(
            description =
                    "Beginnings of words of the id, the customer's name or address, service, partner, reservation")
    String q;

    boolean overdueOnly() {
        return Boolean.TRUE.equals(overdue) || "overdue".equals(state);
    }

    /** {@code null} for any; a problem (400) if there is no such status. */
    String status() {
        if (state == null || state.equals("overdue")) {
            return null;
        }
        if (Status.of(state) == Status.other) {
            throw Problems.invalid(
                    "state",
                    "must be overdue or one of "
                            + Arrays.stream(Status.values())
                                    .filter(each -> each != Status.other)
                                    .toList());
        }
        return state;
    }

    /** {@code null} for any. */
    Boolean attentionOnly() {
        return Boolean.TRUE.equals(attention) ? Boolean.TRUE : null;
    }

    boolean searches() {
        return q != null && !q.isBlank();
    }
}

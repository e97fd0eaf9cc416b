package dev.throughline.status.console.booking;

import dev.throughline.kit.problem.FieldViolation;
import dev.throughline.status.console.service.Trouble;
import dev.throughline.status.timeline.Entry;
import dev.throughline.status.view.StatusView;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The page of a booking.
 *
 * @param timeline newest last; {@code null} if it could not be read
 * @param moreTimeline cursor of what follows; {@code null} if that is all
 * @param forms what may be done
 * @param notice what came of the last act; {@code null} if there was none
 */
public record BookingPage(StatusView view, List<Entry> timeline, String moreTimeline, List<Form> forms, Notice notice) {

    /**
     * What came of an act.
     *
     * @param act the path of the act
     * @param said what to say of it
     * @param token the state that the view has not come to yet; {@code null} if it shows the change
     */
    public record Notice(String act, String said, String token) {

        static Notice of(Act act) {
            return new Notice(act.path(), act.done(), null);
        }

        Notice behind(String awaited) {
            return new Notice(act, said, awaited);
        }
    }

    /**
     * One act, ready to be sent.
     *
     * @param key under which it is carried out once, however often it is sent
     * @param trouble why the last attempt failed; {@code null} for the first
     */
    public record Form(Act act, String key, Entered entered, Trouble trouble) {

        /** What is wrong with a member of what was sent; {@code null} if nothing is. */
        public String wrong(String member) {
            return trouble == null
                    ? null
                    : trouble.violations().stream()
                            .filter(each -> each.field().equals(member))
                            .map(FieldViolation::message)
                            .findFirst()
                            .orElse(null);
        }
    }

    /** Changes when other acts are offered: until then a half-filled form on the page is left alone. */
    public String offer() {
        return forms.stream().map(form -> form.act().path()).collect(Collectors.joining(" "));
    }

    /** Whether there is anything to say about what to do. */
    public boolean hasForms() {
        return !forms.isEmpty();
    }
}

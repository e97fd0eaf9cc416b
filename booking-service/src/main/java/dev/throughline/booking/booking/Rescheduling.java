package dev.throughline.booking.booking;

import dev.throughline.booking.catalog.Catalog;
import dev.throughline.booking.pricing.PriceRequest;
import dev.throughline.booking.quote.PriceList;
import dev.throughline.kit.problem.ProblemType;
import dev.throughline.kit.problem.Problems;
import dev.throughline.kit.time.TimeSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/** Whether a booking may move to another start, and what it costs there: by the rules that a new one is priced by. */
@ApplicationScoped
class Rescheduling {

    /** Every start has a reference of its own at the partner, and all of them are looked up when the booking is compared. */
    static final int MOST = 20;

    private final PriceList prices;
    private final Catalog catalog;
    private final TimeSource time;

    Rescheduling(PriceList prices, Catalog catalog, TimeSource time) {
        this.prices = prices;
        this.catalog = catalog;
        this.time = time;
    }

    /**
     * Asks {@code booking} to move to {@code start}.
     *
     * @throws RuntimeException a problem: 409 if the booking is in no state for it, 400 if there can be no visit then
     */
    void ask(Booking booking, Instant start) {
        booking.requireMovable();
        if (booking.reschedules() >= MOST) {
            throw Problems.of(
                    ProblemType.CONFLICT,
                    "Another start has been asked for %d times. Cancel the booking and place a new one."
                            .formatted(MOST));
        }
        if (start.equals(booking.start())) {
            throw Problems.invalid("start", "is when the visit is booked for already");
        }
        var now = time.instant();
        var price = prices.price(new PriceRequest(
                booking.service(), booking.partner(), start, booking.durationMinutes(), discountCode(booking, now)));
        booking.reschedule(new Reschedule.Wish(start, price.total(), prices.write(price.breakdown())), now);
    }

    /** The discount that it was booked with, if it still holds; the customer cannot choose another. */
    private String discountCode(Booking booking, Instant now) {
        var code = booking.discountCode();
        return code != null
                        && catalog.service(booking.service())
                                .filter(service -> catalog.discountApplies(code, service, now))
                                .isPresent()
                ? code
                : null;
    }
}

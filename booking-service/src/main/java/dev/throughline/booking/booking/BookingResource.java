package dev.throughline.booking.booking;

import dev.throughline.booking.partner.PartnerJobs;
import dev.throughline.booking.quote.PriceList;
import dev.throughline.booking.quote.Quote;
import dev.throughline.booking.quote.Quotes;
import dev.throughline.kit.idempotency.Answer;
import dev.throughline.kit.idempotency.Idempotency;
import dev.throughline.kit.identity.Caller;
import dev.throughline.kit.identity.Callers;
import dev.throughline.kit.page.Page;
import dev.throughline.kit.problem.FieldViolation;
import dev.throughline.kit.problem.PlainText;
import dev.throughline.kit.problem.ProblemType;
import dev.throughline.kit.problem.Problems;
import dev.throughline.kit.time.Ids;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.UnitOfWork;
import dev.throughline.kit.work.Work;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Placing, reading and cancelling bookings. */
@Path("/bookings")
@Tag(name = "Bookings")
class BookingResource {

    private final Bookings bookings;
    private final BookingSearch search;
    private final BookingActions actions;
    private final Quotes quotes;
    private final PriceList prices;
    private final PartnerJobs jobs;
    private final Idempotency idempotency;
    private final UnitOfWork unitOfWork;
    private final Callers callers;
    private final TimeSource time;

    BookingResource(
            Bookings bookings,
            BookingSearch search,
            BookingActions actions,
            Quotes quotes,
            PriceList prices,
            PartnerJobs jobs,
            Idempotency idempotency,
            UnitOfWork unitOfWork,
            Callers callers,
            TimeSource time) {
        this.bookings = bookings;
        this.search = search;
        this.actions = actions;
        this.quotes = quotes;
        this.prices = prices;
        this.jobs = jobs;
        this.idempotency = idempotency;
        this.unitOfWork = unitOfWork;
        this.callers = callers;
        this.time = time;
    }

    /** The quote to book, and who for; {@code locale} is a BCP 47 tag and defaults to English. */
    @RegisterForReflection
    record PlaceRequest(
            @NotNull UUID quote,
            @NotNull @Valid CustomerRequest customer,
            @Size(max = 2000) @PlainText(lines = true) String notes) {}

    @RegisterForReflection
    record CustomerRequest(
            @NotBlank @Size(max = 200) @PlainText String name,
            @NotBlank @Size(max = 254) @Email @PlainText String email,

            @Pattern(regexp = "\\+[1-9][0-9]{5,14}", message = "must be an E.164 number such as +4930123456") String phone,

            @Pattern(
                    regexp = "[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}",
                    message = "must be a language tag such as de or fr-CH")
            String locale) {

        Customer customer() {
            return new Customer(name.strip(), email, phone, locale == null ? "en" : locale);
        }
    }

    @RegisterForReflection
    record CancelRequest(
            @NotBlank @Size(max = 500) @PlainText String reason) {}

    @POST
    @PermissionsAllowed("booking:place")
    @Operation(
            summary = "Place a booking",
            description = "202 means durable: booking, first answer, events and the job that reserves are committed.")
    @APIResponse(responseCode = "202", description = "Accepted; Location names the booking")
    @APIResponse(
            responseCode = "409",
            description = "The quote has expired or has been booked, or its visit cannot be had any more")
    @APIResponse(responseCode = "422", description = "The Idempotency-Key was used with another request")
    public Uni<Response> place(@Valid @NotNull PlaceRequest request) {
        return idempotency
                .perform(request, work -> place(work, request))
                .onFailure(BookingResource::quoteIsBooked)
                .transform(failure -> booked());
    }

    private Uni<Answer> place(Work work, PlaceRequest request) {
        return quotes.findById(request.quote())
                .invoke(quote -> requireBookable(quote, work))
                .map(quote -> Booking.place(
                        Ids.next(),
                        work.origin().operationId(),
                        quote,
                        request.customer().customer(),
                        request.notes(),
                        time.instant()))
                .chain(booking -> bookings.add(work, booking))
                .invoke(booking -> work.enqueue(jobs.reserve(booking)))
                .map(BookingActions::answer);
    }

    private void requireBookable(Quote quote, Work work) {
        var own = quote != null
                && quote.tenant().equals(work.origin().tenant())
                && quote.owner().equals(work.origin().actor());
        if (!own) {
            throw Problems.invalid(List.of(new FieldViolation("quote", "is not a quote of yours")));
        }
        if (quote.expired(time.instant())) {
            throw Problems.of(
                    ProblemType.CONFLICT, "The quote expired at %s. Ask for a new one.".formatted(quote.expiresAt()));
        }
        prices.refusal(quote).ifPresent(why -> {
            throw Problems.of(
                    ProblemType.CONFLICT, "The visit that was quoted cannot be had any more: %s.".formatted(why));
        });
    }

    // Two bookings of one quote meet at the unique constraint: the second learns it here, after its rollback.
    private static boolean quoteIsBooked(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).contains("booking_quote_once")) {
                return true;
            }
        }
        return false;
    }

    private static RuntimeException booked() {
        return Problems.of(
                ProblemType.CONFLICT, "The quote has been booked already. Ask for a new one for a further booking.");
    }

    @GET
    @Path("/{id}")
    @PermissionsAllowed("booking:read")
    @Operation(summary = "Read a booking")
    @APIResponse(responseCode = "200", description = "The booking; ETag is its version")
    public Uni<Response> get(@PathParam("id") UUID id) {
        var caller = callers.current();
        return visible(id, caller)
                .map(booking -> Response.ok(BookingView.of(booking))
                        .header("ETag", "\"" + booking.version() + "\"")
                        .build());
    }

    private Uni<Booking> visible(UUID id, Caller caller) {
        return unitOfWork
                .read(caller.tenant(), session -> bookings.findById(id))
                .invoke(booking -> BookingActions.requireVisible(booking, caller));
    }

    @GET
    @PermissionsAllowed("booking:read")
    @Operation(summary = "List bookings", description = "Newest first; by start where from or to is given.")
    public Uni<Page<BookingView>> list(
            @BeanParam @Valid BookingSearch.Filter filter,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit,
            @QueryParam("cursor") String cursor) {
        return search.find(callers.current(), filter, limit, cursor).map(page -> page.map(BookingView::of));
    }

    @POST
    @Path("/{id}/cancel")
    @PermissionsAllowed("booking:cancel")
    @Operation(summary = "Cancel a booking", description = "Cancelled when the partner holds nothing for it any more.")
    @APIResponse(responseCode = "202", description = "The booking is being cancelled")
    @APIResponse(responseCode = "409", description = "Its state does not allow it")
    public Uni<Response> cancel(
            @PathParam("id") UUID id, @HeaderParam("If-Match") String ifMatch, @Valid @NotNull CancelRequest request) {
        return actions.perform(
                new BookingActions.Action(id, "booking:cancel", ifMatch, request.reason(), request),
                booking -> booking.cancel(request.reason(), time.instant()),
                (work, booking) -> work.enqueue(jobs.cancel(booking)));
    }
}

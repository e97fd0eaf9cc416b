package dev.throughline.sandbox.octo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.throughline.sandbox.reservation.Ledger;
import dev.throughline.sandbox.reservation.SandboxSettings;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;

/** What there is to book, and when: each product at every quarter of an hour in the daytime, with one option and one unit. */
@ApplicationScoped
class OctoCatalog {

    static final String OPTION = "DEFAULT";
    static final String UNIT = "adult";

    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final LocalTime OPENS = LocalTime.of(6, 0);
    private static final LocalTime CLOSES = LocalTime.of(22, 0);
    private static final int STEP = 15;
    private static final int MAX_DAYS = 31;

    private final SandboxSettings settings;
    private final Ledger ledger;
    private final ObjectMapper json;

    OctoCatalog(SandboxSettings settings, Ledger ledger, ObjectMapper json) {
        this.settings = settings;
        this.ledger = ledger;
        this.json = json;
    }

    SandboxSettings.Product require(String product) {
        var known = product == null ? null : settings.products().get(product);
        if (known == null) {
            throw OctoError.invalid("INVALID_PRODUCT_ID", "productId", product);
        }
        return known;
    }

    static void requireOption(String option) {
        if (!OPTION.equals(option)) {
            throw OctoError.invalid("INVALID_OPTION_ID", "optionId", option);
        }
    }

    static void requireUnit(String unit) {
        if (!UNIT.equals(unit)) {
            throw OctoError.invalid("INVALID_UNIT_ID", "unitId", unit);
        }
    }

    /** The start that this id of an availability stands for; it is the id itself. */
    static OffsetDateTime requireStart(String availability) {
        try {
            var start = OffsetDateTime.parse(String.valueOf(availability));
            if (id(start).equals(availability) && starts(start.toLocalDate()).anyMatch(start::equals)) {
                return start;
            }
        } catch (DateTimeException e) {
            // It is none.
        }
        throw OctoError.invalid("INVALID_AVAILABILITY_ID", "availabilityId", availability);
    }

    private static String id(OffsetDateTime start) {
        return start.format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    }

    private static Stream<OffsetDateTime> starts(LocalDate day) {
        return Stream.iterate(OPENS, time -> time.isBefore(CLOSES), time -> time.plusMinutes(STEP))
                .map(time -> day.atTime(time).atZone(ZONE).toOffsetDateTime());
    }

    /** @param closed whether nothing is to be had, whatever is free */
    ArrayNode availabilities(String partner, JsonNode check, boolean closed) {
        var product = check.path("productId").textValue();
        require(product);
        requireOption(check.path("optionId").textValue());
        check.path("units").forEach(unit -> requireUnit(unit.path("id").textValue()));
        var found = json.createArrayNode();
        wanted(check).forEach(start -> found.add(availability(partner, product, start, closed)));
        return found;
    }

    private static Stream<OffsetDateTime> wanted(JsonNode check) {
        var ids = check.path("availabilityIds");
        if (ids.isArray()) {
            return Stream.iterate(0, index -> index < ids.size(), index -> index + 1)
                    .map(index -> requireStart(ids.path(index).textValue()));
        }
        var from = day(check.path("localDateStart").asText(""));
        var to = day(check.path("localDateEnd").asText(""));
        var days = ChronoUnit.DAYS.between(from, to);
        if (days < 0 || days >= MAX_DAYS) {
            throw OctoError.badRequest("Ask for 1 to %d days.".formatted(MAX_DAYS));
        }
        return from.datesUntil(to.plusDays(1)).flatMap(OctoCatalog::starts);
    }

    private static LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw OctoError.badRequest("localDateStart and localDateEnd, or availabilityIds, are required.");
        }
    }

    ObjectNode availability(String partner, String product, OffsetDateTime start, boolean closed) {
        var sold = settings.products().get(product);
        var left = Math.max(0, sold.capacity() - ledger.liveHolds(partner, product, id(start)));
        var free = left > 0 && !closed;
        var availability = json.createObjectNode()
                .put("id", id(start))
                .put("localDateTimeStart", id(start))
                .put("localDateTimeEnd", id(start.plusMinutes(sold.minutes())))
                .put("utcCutoffAt", start.toInstant().toString())
                .put("allDay", false)
                .put("available", free)
                .put("status", free ? "AVAILABLE" : "SOLD_OUT")
                .put("vacancies", free ? left : 0)
                .put("capacity", sold.capacity())
                .putNull("maxUnits");
        availability
                .putArray("openingHours")
                .addObject()
                .put("from", OPENS.toString())
                .put("to", CLOSES.toString());
        return availability;
    }

    ArrayNode products() {
        var products = json.createArrayNode();
        settings.products().keySet().stream().sorted().forEach(id -> products.add(product(id)));
        return products;
    }

    ObjectNode product(String id) {
        var product = json.createObjectNode()
                .put("id", id)
                .put("internalName", require(id).name())
                .putNull("reference")
                .put("locale", "en")
                .put("timeZone", ZONE.getId())
                .put("allowFreesale", false)
                .put("instantConfirmation", true)
                .put("instantDelivery", true)
                .put("availabilityRequired", true)
                .put("availabilityType", "START_TIME")
                .put("redemptionMethod", "MANIFEST");
        product.putArray("deliveryFormats");
        product.putArray("deliveryMethods").add("VOUCHER");
        product.putArray("options").add(option());
        return product;
    }

    private ObjectNode option() {
        var option = json.createObjectNode()
                .put("id", OPTION)
                .put("default", true)
                .put("internalName", "Visit")
                .putNull("reference")
                .put("cancellationCutoff", "0 hours")
                .put("cancellationCutoffAmount", 0)
                .put("cancellationCutoffUnit", "hour");
        var times = option.putArray("availabilityLocalStartTimes");
        starts(LocalDate.EPOCH).forEach(start -> times.add(start.toLocalTime().toString()));
        option.putArray("requiredContactFields");
        option.putObject("restrictions").put("minUnits", 1).put("maxUnits", 1);
        option.putArray("units").add(unit());
        return option;
    }

    private ObjectNode unit() {
        var unit = json.createObjectNode()
                .put("id", UNIT)
                .put("internalName", "Visitor")
                .putNull("reference")
                .put("type", "ADULT");
        unit.putObject("restrictions")
                .put("minAge", 0)
                .put("maxAge", 120)
                .put("idRequired", false)
                .put("minQuantity", 1)
                .put("maxQuantity", 1)
                .put("paxCount", 1)
                .putArray("accompaniedBy");
        unit.putArray("requiredContactFields");
        return unit;
    }
}

package dev.throughline.booking.partner;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The partners, by id, and how we deal with each. */
@ConfigMapping(prefix = "throughline.partners")
public interface PartnerSettings {

    @WithParentName
    Map<String, Partner> byId();

    /** One partner. */
    interface Partner {

        /** Which connector speaks to it. */
        @WithDefault("http")
        String connector();

        URI url();

        /**
         * Secrets its callbacks are signed with, {@code whsec_} and base64 (Standard Webhooks); any of them is accepted, so
         * that they can be rotated. Without one, no callback is accepted. A FHIR server shows one as it is, as bearer token, and
         * is told the first.
         */
        Optional<List<String>> secrets();

        /** By what the partner knows us. */
        Auth auth();

        /** How long one call may take. */
        @WithDefault("PT10S")
        Duration timeout();

        @WithDefault("PT2S")
        Duration connectTimeout();

        /** How many calls may be under way at once. */
        @WithDefault("16")
        int concurrency();

        /** How long after a confirmation its uniqueness at the partner is looked up. */
        @WithDefault("PT1M")
        Duration verifyAfter();

        /** How long a request that we gave up may still have its effect at the partner. */
        @WithDefault("PT15M")
        Duration settleTime();

        /** How often a reservation that the partner only holds is looked up. */
        @WithDefault("PT1M")
        Duration holdPoll();

        /** How long we wait for a partner that holds without confirming, or does not answer, before a person is asked. */
        @WithDefault("PT24H")
        Duration patience();

        Breaker breaker();

        /** For the connector {@code octo} only. */
        Octo octo();

        Fhir fhir();
    }

    /** By what a partner knows us: one of these, or nothing, where the network decides. */
    interface Auth {

        /** Sent as it is (RFC 6750); a secret. */
        Optional<String> bearerToken();

        Optional<Basic> basic();

        Optional<OAuth2> oauth2();
    }

    /** HTTP Basic (RFC 7617). */
    interface Basic {

        String username();

        /** A secret. */
        String password();
    }

    /** The client credentials grant of OAuth 2.0 (RFC 6749, section 4.4). */
    interface OAuth2 {

        /** The authorization server's token endpoint. */
        URI url();

        String clientId();

        /** A secret. */
        String clientSecret();

        /** What is asked for; what the server gives by default without. */
        Optional<String> scope();
    }

    /** What a partner has to be told that speaks OCTO. */
    interface Octo {

        /** Sent as bearer token; a secret. None is sent without. */
        Optional<String> key();

        /** Ids of the capabilities to ask for, after commas; none without. */
        Optional<String> capabilities();

        /** How long the partner is to hold a booking for us before it is confirmed, in whole minutes. */
        @WithDefault("PT10M")
        Duration hold();

        /** What the partner sells for each of our services, by the service's code. */
        Map<String, Product> products();
    }

    /** One thing that a partner sells, by its own ids. */
    interface Product {

        String id();

        @WithDefault("DEFAULT")
        String option();

        /** Of which one is booked for each visit. */
        String unit();
    }

    /** How we appear on the FHIR server of a partner; for the connector {@code fhir} only. */
    interface Fhir {

        /**
         * System of the identifier under which our references are there. With another one, what was reserved before is not
         * found any more.
         */
        @WithDefault("urn:throughline:booking-reference")
        String system();

        /** Status we ask for. */
        @WithDefault("proposed")
        Request request();

        /** Whose Slots are free starts of each of our services, by the service's code; no availability is told of others. */
        Map<String, Slots> slots();

        /** The one who keeps the calendar makes a proposed or pending appointment booked; booked books at once. */
        enum Request {
            proposed,
            pending,
            booked
        }
    }

    /** Which Slots on a FHIR server a service needs; at least one of these, and all that are given have to fit. */
    interface Slots {

        /** Schedules, as {@code Schedule/12}, after commas. */
        Optional<String> schedule();

        /** Whose Schedules, as {@code Practitioner/7} or {@code HealthcareService/3}, after commas. */
        Optional<String> actor();

        /** Token ({@code system|code}) of the Slots' service type. */
        Optional<String> serviceType();
    }

    /** When a partner that fails is left alone. */
    interface Breaker {

        /** Calls that are looked at. */
        @WithDefault("20")
        int window();

        /** Share of failures among them that opens the circuit. */
        @WithDefault("0.75")
        double failureRatio();

        /** How long the circuit stays open before a probe. */
        @WithDefault("PT10S")
        Duration delay();
    }
}

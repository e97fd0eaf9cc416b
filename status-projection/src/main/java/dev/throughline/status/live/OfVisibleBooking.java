package dev.throughline.status.live;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/** What is of a booking, and there only for who may see the booking. */
@NameBinding
@Retention(RUNTIME)
@Target({TYPE, METHOD})
@interface OfVisibleBooking {}

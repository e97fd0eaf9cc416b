package dev.throughline.booking.quote;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** All quotes. */
@ApplicationScoped
public class Quotes implements PanacheRepositoryBase<Quote, UUID> {}

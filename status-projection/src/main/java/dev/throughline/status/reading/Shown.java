package dev.throughline.status.reading;

import dev.throughline.status.view.BookingView;
import dev.throughline.status.view.StatusView.Freshness;
import java.util.UUID;

/**
 * A booking that its reader may see.
 *
 * @param position how many timeline entries its view comprises
 */
public record Shown(UUID id, BookingView view, long position, Freshness freshness) {}

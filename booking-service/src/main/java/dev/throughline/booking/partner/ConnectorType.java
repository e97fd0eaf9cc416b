package dev.throughline.booking.partner;

/** A protocol that partners may speak; makes a connector for each that does. Implementations are application-scoped beans. */
public interface ConnectorType {

    /** As in the configuration of a partner. */
    String name();

    PartnerConnector connect(String partner, PartnerSettings.Partner settings);
}

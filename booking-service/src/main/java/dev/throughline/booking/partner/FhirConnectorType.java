package dev.throughline.booking.partner;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ValueNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.Set;

/** Connects partners that have a FHIR R4 server. */
@ApplicationScoped
class FhirConnectorType implements ConnectorType {

    /** Somebody else was faster, or our own request before this one. */
    private static final Set<Integer> CONFLICTS = Set.of(409, 412);

    private final ObjectMapper json;

    FhirConnectorType(ObjectMapper json) {
        this.json = json.copy()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .setNodeFactory(new ExactNumbers());
    }

    @Override
    public String name() {
        return "fhir";
    }

    @Override
    public PartnerConnector connect(String partner, PartnerSettings.Partner settings) {
        return new FhirConnector(
                PartnerClients.build(FhirPartnerApi.class, settings),
                new HttpAnswers(json, PartnerClients.limit(settings), CONFLICTS),
                settings.url(),
                settings.fhir());
    }

    /** An Appointment is written back with the digits it was read with: to FHIR, 1.50 is not 1.5. */
    private static final class ExactNumbers extends JsonNodeFactory {

        private static final long serialVersionUID = 1L;

        /** Beyond it, no number means anything, and PostgreSQL would not store it in the ledger. */
        private static final int MAX_SCALE = 1_000;

        ExactNumbers() {
            super(true);
        }

        @Override
        public ValueNode numberNode(BigDecimal number) {
            var absurd = number.scale() > MAX_SCALE || number.scale() < -MAX_SCALE;
            return absurd ? numberNode(number.doubleValue()) : super.numberNode(number);
        }
    }
}

package dev.throughline.kit.broker;

import dev.throughline.kit.testing.PartsResource;
import java.util.Map;

/** Parts with a broker that the tests may kill. */
public class EventParts extends PartsResource {

    private PrivateBroker broker;

    @Override
    protected Map<String, String> startBroker() {
        broker = new PrivateBroker();
        broker.start();
        return Map.of("throughline.broker.port", String.valueOf(broker.port()));
    }

    @Override
    protected void stopBroker() {
        broker.stop();
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(broker, new TestInjector.MatchesType(PrivateBroker.class));
    }
}

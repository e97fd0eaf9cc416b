package dev.throughline.sandbox;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A callback that is never heard. */
@QuarkusTest
@TestProfile(GivingUpTest.Impatient.class)
@QuarkusTestResource(CallbackReceiver.class)
class GivingUpTest {

    public static class Impatient implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("sandbox.callback.retry-for", "PT0.5S");
        }
    }

    @Test
    void isGivenUpWhenItHasExpiredAndHoldsUpNothing() {
        var reference = Sandbox.newReference();
        CallbackReceiver.refuse(heard -> heard.news().equals("confirmed 2"));
        Sandbox.plan(Map.of("operation", "reserve", "fault", "callback_out_of_order", "reference", reference));

        Sandbox.reserved("/harbour", reference);

        await().atMost(Duration.ofSeconds(60))
                .until(() -> CallbackReceiver.newsOf(reference).contains("held 1"));
        var news = CallbackReceiver.newsOf(reference);
        var given = news.size() - 1;
        assertTrue(given >= 2 && given <= 8, () -> "told " + given + " times");
        assertEquals(given, news.indexOf("held 1"));
        assertEquals(List.of("confirmed"), Sandbox.statuses(reference));
    }
}

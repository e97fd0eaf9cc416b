package dev.throughline.status;

import static io.restassured.RestAssured.given;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;

import dev.throughline.kit.idempotency.ConsistencyToken;
import dev.throughline.kit.testing.Tokens;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.UUID;
import java.util.function.Predicate;

/** What readers ask. */
public final class Api {

    private Api() {}

    public static RequestSpecification operator(String tenant) {
        return given().header("Authorization", Tokens.bearer("operator", tenant, "otto"));
    }

    public static RequestSpecification customer(String tenant, String subject) {
        return given().header("Authorization", Tokens.bearer("customer", tenant, subject));
    }

    public static Response status(Story story) {
        return operator(story.tenant).get("/status/bookings/{id}", story.id);
    }

    /** The view, as soon as it is as {@code wanted}. */
    public static JsonPath awaitStatus(Story story, Predicate<JsonPath> wanted) {
        return await().atMost(ofSeconds(60))
                .until(() -> status(story), answer -> answer.statusCode() == 200 && wanted.test(answer.jsonPath()))
                .jsonPath();
    }

    /** The view that comprises so many events. */
    public static JsonPath awaitPosition(Story story, long position) {
        return awaitStatus(story, view -> view.getLong("position") >= position);
    }

    public static JsonPath timeline(Story story) {
        return operator(story.tenant)
                .get("/status/bookings/{id}/timeline", story.id)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    public static String token(UUID booking, long version) {
        return new ConsistencyToken("booking/" + booking, version).encode();
    }
}

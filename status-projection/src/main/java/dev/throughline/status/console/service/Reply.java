package dev.throughline.status.console.service;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;

/** What came of asking a service. */
public sealed interface Reply {

    /** Goes on with what was answered, or with what is the trouble. */
    <T> T fold(Function<Answer, T> answered, Function<Trouble, T> refused);

    /**
     * It did what was asked.
     *
     * @param token the state that was made, to be waited for by readers; {@code null} if it tells none
     */
    record Answer(JsonNode body, String token) implements Reply {

        @Override
        public <T> T fold(Function<Answer, T> answered, Function<Trouble, T> refused) {
            return answered.apply(this);
        }
    }

    /** It did not, or it is unknown whether it did. */
    record Refusal(Trouble trouble) implements Reply {

        @Override
        public <T> T fold(Function<Answer, T> answered, Function<Trouble, T> refused) {
            return refused.apply(trouble);
        }
    }
}

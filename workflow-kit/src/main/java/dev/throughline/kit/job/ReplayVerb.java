package dev.throughline.kit.job;

/** What a person does with a batch of replays that has begun. */
enum ReplayVerb {
    pause(ReplayState.paused, "Paused"),
    resume(ReplayState.running, "Resumed"),
    cancel(ReplayState.cancelled, "Cancelled");

    private final ReplayState result;
    private final String word;

    ReplayVerb(ReplayState result, String word) {
        this.result = result;
        this.word = word;
    }

    ReplayState result() {
        return result;
    }

    String note(String actor, String reason) {
        return "%s by %s: %s".formatted(word, actor, reason);
    }
}

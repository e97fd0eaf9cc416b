package dev.throughline.kit.job;

import java.util.List;

/**
 * Where a replay of many dead letters stands.
 *
 * <pre>
 * running → finished                 (nothing is left to do)
 * running → paused → running
 * running | paused → cancelled       (what is left stays as it is)
 * </pre>
 */
enum ReplayState {
    running,
    paused,
    finished,
    cancelled;

    /** What a person may do with a batch in this state. */
    List<ReplayVerb> allowed() {
        return switch (this) {
            case running -> List.of(ReplayVerb.pause, ReplayVerb.cancel);
            case paused -> List.of(ReplayVerb.resume, ReplayVerb.cancel);
            case finished, cancelled -> List.of();
        };
    }
}

package dev.throughline.local;

/**
 * What is on record of one process of the stack.
 *
 * @param pid 0 for a part that is not ours
 * @param startedAt when the process began, in milliseconds since the epoch; tells it from another with the same pid
 */
record Entry(String name, long pid, long startedAt, int port, boolean http) {

    boolean alive() {
        return pid == 0 || process().isPresent();
    }

    java.util.Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid).filter(process -> startedAt == startOf(process));
    }

    static long startOf(ProcessHandle process) {
        return process.info()
                .startInstant()
                .map(java.time.Instant::toEpochMilli)
                .orElse(0L);
    }
}

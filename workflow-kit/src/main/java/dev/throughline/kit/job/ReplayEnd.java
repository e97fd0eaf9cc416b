package dev.throughline.kit.job;

/** What became of one dead letter of a batch, and why; {@code verdict} where it is the reason. */
record ReplayEnd(ReplayResult result, String detail, Verdict verdict) {

    private static final int LONGEST = 1000;

    static ReplayEnd replayed() {
        return new ReplayEnd(ReplayResult.replayed, null, null);
    }

    static ReplayEnd refused(Verdict verdict) {
        return new ReplayEnd(ReplayResult.refused, verdict.reason(), verdict);
    }

    static ReplayEnd gone(String why) {
        return new ReplayEnd(ReplayResult.gone, why, null);
    }

    static ReplayEnd failed(Throwable failure) {
        var message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        return new ReplayEnd(ReplayResult.failed, storable(message), null);
    }

    private static String storable(String message) {
        var text = message.replace('\0', ' ');
        return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    }
}

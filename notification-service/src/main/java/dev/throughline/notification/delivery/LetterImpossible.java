package dev.throughline.notification.delivery;

/** A notification cannot be made into a mail; trying again would not help. */
final class LetterImpossible extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean recipientIsToBlame;

    LetterImpossible(String why, boolean recipientIsToBlame) {
        super(why);
        this.recipientIsToBlame = recipientIsToBlame;
    }

    boolean recipientIsToBlame() {
        return recipientIsToBlame;
    }
}

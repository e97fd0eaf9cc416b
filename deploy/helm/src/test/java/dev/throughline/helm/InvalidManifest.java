package dev.throughline.helm;

/** A manifest that the API of Kubernetes would refuse, or silently understand differently; says which and why. */
final class InvalidManifest extends RuntimeException {

    InvalidManifest(String message, Throwable cause) {
        super(message, cause);
    }

    InvalidManifest(String message) {
        super(message);
    }
}

package dev.throughline.document.document;

/**
 * How far a document is.
 *
 * <pre>
 * requested → rendering → stored | dead_letter
 * dead_letter → requested, by replay of its job, or by a new one if that was cancelled
 * </pre>
 */
public enum DocumentState {
    requested,
    rendering,
    stored,
    dead_letter
}

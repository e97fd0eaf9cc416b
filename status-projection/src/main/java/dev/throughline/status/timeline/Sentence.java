package dev.throughline.status.timeline;

/**
 * What an event means.
 *
 * @param title one plain sentence
 * @param detail more for who wants to know; {@code null} if there is no more
 */
record Sentence(String title, String detail, Outcome outcome) {}

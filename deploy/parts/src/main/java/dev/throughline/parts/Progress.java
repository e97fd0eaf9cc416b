package dev.throughline.parts;

/** Told, in one line each, of what is found and started. */
@FunctionalInterface
public interface Progress {

    void say(String line);
}

package dev.throughline.status.console.letter;

import dev.throughline.status.console.service.Trouble;
import java.util.List;

/**
 * All dead letters.
 *
 * @param done what to say of what was just accepted; {@code null} if nothing was
 */
public record LettersPage(List<Pile> piles, boolean mayReplay, boolean mayResolve, String done) {

    /**
     * Those of one service.
     *
     * @param more whether there are more than are shown
     * @param trouble why they cannot be shown; {@code null} if they can
     */
    public record Pile(String service, List<Letter> letters, boolean more, Trouble trouble) {}

    public int count() {
        return piles.stream().mapToInt(pile -> pile.letters().size()).sum();
    }

    /** Whether every service has answered. */
    public boolean complete() {
        return piles.stream().allMatch(pile -> pile.trouble() == null);
    }
}

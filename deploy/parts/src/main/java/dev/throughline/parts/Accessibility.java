package dev.throughline.parts;

import java.util.List;
import java.util.stream.StreamSupport;

/** What axe-core finds wrong with a page. */
public final class Accessibility {

    private static final String RUN = """
            axe.run(document, {resultTypes: ['violations'],
                               runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
               .then(result => result.violations.map(v => `${v.impact} ${v.id}: ${v.help}\\n` +
                 v.nodes.map(n => `    ${n.target} ${n.failureSummary}`).join('\\n')))
            """;

    private Accessibility() {}

    /**
     * The violations in the page that {@code tab} shows, each beginning with its impact: {@code minor}, {@code moderate},
     * {@code serious} or {@code critical}.
     *
     * @param axe the source of axe-core
     */
    public static List<String> violations(Tab tab, String axe) {
        tab.evaluate(axe + ";true");
        return StreamSupport.stream(tab.evaluate(RUN).spliterator(), false)
                .map(violation -> violation.asText())
                .toList();
    }
}

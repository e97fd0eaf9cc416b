package dev.throughline.document.link;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How links are signed, and for how long they are good. */
@ConfigMapping(prefix = "throughline.document.links")
public interface LinkSettings {

    /**
     * Keys, each {@code <id>:<secret>} with a secret of 32 bytes or more in base64. The first signs, all are accepted: a new
     * key goes to the front, an old one stays until its last link has expired. Without a key no link is made or accepted.
     */
    Optional<List<String>> keys();

    /** How long a link is good whose maker does not say. */
    @WithDefault("PT24H")
    Duration validity();

    /** The longest that may be asked for; never more than seven days. */
    @WithDefault("P7D")
    Duration maxValidity();

    /** How long the link in {@code document.stored} is good, which is mailed to the customer. */
    @WithDefault("P30D")
    Duration eventValidity();
}

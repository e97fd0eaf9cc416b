package dev.throughline.document.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.kit.time.TimeSource;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinksTest {

    private static final String OLD = "k1:" + secret("an old secret of thirty-two bytes");
    private static final String NEW = "k2:" + secret("a newer secret of 32 bytes or more");
    private static final UUID DOCUMENT = UUID.randomUUID();

    private final TimeSource time = new TimeSource();

    private static String secret(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private record Settings(Optional<List<String>> keys) implements LinkSettings {
        @Override
        public Duration validity() {
            return Duration.ofHours(1);
        }

        @Override
        public Duration maxValidity() {
            return Duration.ofDays(7);
        }

        @Override
        public Duration eventValidity() {
            return Duration.ofDays(30);
        }
    }

    private Links links(String... keys) {
        var settings = new Settings(keys.length == 0 ? Optional.empty() : Optional.of(List.of(keys)));
        return new Links(new LinkKeys(settings), time, URI.create("https://example.test/"));
    }

    private static String token(Link link) {
        return link.url().substring(link.url().lastIndexOf('/') + 1);
    }

    private String token(Links links, Duration validity) {
        return token(links.make("acme", DOCUMENT, validity).orElseThrow());
    }

    @Test
    void aLinkNamesItsTenantAndDocumentUntilItExpires() {
        var links = links(NEW);
        var link = links.make("acme", DOCUMENT, Duration.ofMinutes(10)).orElseThrow();

        assertTrue(link.url().startsWith("https://example.test/documents/links/"), link.url());
        assertEquals(Optional.of(new LinkTarget("acme", DOCUMENT, link.expiresAt())), links.read(token(link)));
        time.advance(Duration.ofMinutes(10));
        assertEquals(Optional.empty(), links.read(token(link)));
    }

    @Test
    void noCharacterOfALinkCanBeChanged() {
        var links = links(NEW);
        var token = token(links, Duration.ofHours(1));

        for (var index = 0; index < token.length(); index++) {
            for (var other : new char[] {'A', 'b', '0', '-', '_', '.', '/'}) {
                var changed = token.substring(0, index) + other + token.substring(index + 1);
                if (!changed.equals(token)) {
                    assertEquals(Optional.empty(), links.read(changed), changed);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "..", "k2..", "k2.YQ.YQ", "%00", "k2.e30.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void whatIsNoTokenIsNotGood(String token) {
        assertEquals(Optional.empty(), links(NEW).read(token));
    }

    @Test
    void claimsOfOneLinkDoNotGoWithTheSignatureOfAnother() {
        var links = links(NEW);
        var mine = token(links, Duration.ofHours(1)).split("\\.");
        var other = token(links.make("globex", DOCUMENT, Duration.ofHours(1)).orElseThrow())
                .split("\\.");

        assertEquals(Optional.empty(), links.read(mine[0] + "." + other[1] + "." + mine[2]));
    }

    @Test
    void keysAreRotatedWithoutBreakingLinks() {
        var before = token(links(OLD), Duration.ofHours(1));
        var after = links(NEW, OLD);

        assertTrue(after.read(before).isPresent());
        assertTrue(token(after, Duration.ofHours(1)).startsWith("k2."));
        assertEquals(Optional.empty(), links(NEW).read(before));
        assertEquals(
                Optional.empty(),
                links("k1:" + secret("another secret of thirty-two bytes")).read(before));
    }

    @Test
    void withoutAKeyNoLinkIsMadeOrAccepted() {
        assertEquals(Optional.empty(), links().make("acme", DOCUMENT, Duration.ofHours(1)));
        assertEquals(Optional.empty(), links().read(token(links(NEW), Duration.ofHours(1))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret", "k:", "K:AAAA", "k:c2hvcnQ=", "k:%%%"})
    void aKeyThatIsNoneStopsTheService(String key) {
        var refused = assertThrows(IllegalArgumentException.class, () -> links(key));
        assertTrue(refused.getMessage().startsWith("throughline.document.links.keys: "), refused.getMessage());
    }

    @Test
    void aKeyIdIsThereOnce() {
        assertThrows(IllegalArgumentException.class, () -> links(OLD, OLD));
    }
}

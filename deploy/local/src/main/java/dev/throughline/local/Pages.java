package dev.throughline.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads lists to their end. */
record Pages(Client client) {

    private static final int LIMIT = 200;

    /** All items of the list at {@code url}, which has a query already. */
    List<JsonNode> all(String url) throws Exception {
        var items = new ArrayList<JsonNode>();
        var page = client.get(url + "&limit=" + LIMIT);
        page.path("items").forEach(items::add);
        while (page.hasNonNull("next")) {
            var cursor = URLEncoder.encode(page.path("next").asText(), StandardCharsets.UTF_8);
            page = client.get("%s&limit=%d&cursor=%s".formatted(url, LIMIT, cursor));
            page.path("items").forEach(items::add);
        }
        return items;
    }
}

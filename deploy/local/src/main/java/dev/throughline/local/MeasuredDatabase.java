package dev.throughline.local;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;

/** The database of one program, as its owner sees it. */
record MeasuredDatabase(String host, int port, String name, String user, String password) {

    static MeasuredDatabase of(Map<String, String> environment) {
        var url = URI.create(environment.get("THROUGHLINE_DATABASE_URL"));
        return new MeasuredDatabase(
                url.getHost(),
                url.getPort(),
                url.getPath().substring(1),
                environment.get("THROUGHLINE_DATABASE_OWNER_USERNAME"),
                environment.get("THROUGHLINE_DATABASE_OWNER_PASSWORD"));
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://%s:%d/%s".formatted(host, port, name), user, password);
    }
}

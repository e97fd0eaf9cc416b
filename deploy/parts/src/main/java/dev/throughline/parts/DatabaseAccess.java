package dev.throughline.parts;

/**
 * How to reach one database: as its owner, who migrates, and as the app role, which owns nothing and is bound by row-level
 * security.
 */
public record DatabaseAccess(
        String host,
        int port,
        String database,
        String ownerUser,
        String ownerPassword,
        String appUser,
        String appPassword) {

    /** {@code postgresql://host:port/database}. */
    public String url() {
        return "postgresql://%s:%d/%s".formatted(host, port, database);
    }
}

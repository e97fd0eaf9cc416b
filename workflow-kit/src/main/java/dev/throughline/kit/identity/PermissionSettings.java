package dev.throughline.kit.identity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.util.Map;
import java.util.Set;

/** Which permissions a group has: {@code throughline.permissions.<group>=<permission>,…}. */
@ConfigMapping(prefix = "throughline.permissions")
public interface PermissionSettings {

    @WithParentName
    Map<String, Set<String>> byGroup();
}

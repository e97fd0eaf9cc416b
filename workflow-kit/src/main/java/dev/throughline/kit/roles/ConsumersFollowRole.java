package dev.throughline.kit.roles;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import java.util.Arrays;
import java.util.regex.Pattern;

/** Switches the incoming channels of a process off that is no {@code worker}: it declares no queue and consumes nothing. */
public class ConsumersFollowRole implements ConfigSourceInterceptor {

    private static final long serialVersionUID = 1L;

    // Quarkus also asks for channels under its own prefix.
    private static final Pattern ENABLED =
            Pattern.compile("(mp|quarkus)\\.messaging\\.incoming\\.([^.\"]+|\"[^\"]+\")\\.enabled");

    @Override
    public ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        return name.endsWith(".enabled") && ENABLED.matcher(name).matches() && !isWorker(context)
                ? ConfigValue.builder()
                        .withName(name)
                        .withValue("false")
                        .withRawValue("false")
                        .build()
                : context.proceed(name);
    }

    private static boolean isWorker(ConfigSourceInterceptorContext context) {
        var roles = context.proceed(Roles.KEY);
        return roles == null
                || roles.getValue() == null
                || Arrays.stream(roles.getValue().split(",")).map(String::trim).anyMatch(Role.worker.name()::equals);
    }
}

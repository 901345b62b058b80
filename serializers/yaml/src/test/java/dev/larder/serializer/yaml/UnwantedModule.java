package dev.larder.serializer.yaml;

import tools.jackson.databind.module.SimpleModule;

/** Lies on the class path, found by whoever takes all modules that there are. */
public final class UnwantedModule extends SimpleModule {
    private static final long serialVersionUID = 1L;
    static int made;

    /** As a ServiceLoader does it. */
    public UnwantedModule() {
        made++;
    }
}

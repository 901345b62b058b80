package app;

import dev.larder.Cache;
import dev.larder.CacheBuilder;

/** Stores a value, and reads it back by a cache that did not write it. */
public final class Main {
    record User(String name, String about) {}

    private Main() {}

    public static void main(String[] redis) {
        User ada = new User("Ada", "likes engines ".repeat(500));
        try (Cache<User> users = users(redis[0])) {
            users.set("ada", ada);
        }
        try (Cache<User> users = users(redis[0])) {
            System.out.println("same " + ada.equals(users.get("ada")));
            System.out.println("written by " + users.explain("ada").serializer());
            System.out.println("compressed by " + users.explain("ada").compressor());
        }
        System.out.println("a module " + Main.class.getModule().isNamed());
    }

    private static Cache<User> users(String redis) {
        return CacheBuilder.connectTo(redis)
                .keyPrefix("java")
                .serializer("json")
                .compressor("zlib")
                .build(User.class);
    }
}

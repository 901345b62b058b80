package dev.larder.samples.start;

// region start-java
import dev.larder.Cache;
import dev.larder.CacheBuilder;

public class Main {
    record User(String name, String email) {}

    public static void main(String[] args) {
        String redis = args.length > 0 ? args[0] : "redis://localhost:6379";
        try (Cache<User> users = CacheBuilder.connectTo(redis)
                .keyPrefix("users")
                .serializer("json")
                .build(User.class)) {
            User ada = users.getOrSet("ada", () -> {
                System.out.println("loading");
                return new User("Ada", "ada@example.org");
            });
            System.out.println(ada);
        }
    }
}
// endregion

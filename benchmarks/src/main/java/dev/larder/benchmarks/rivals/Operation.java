package dev.larder.benchmarks.rivals;

/** What a program asks of a cache. */
enum Operation {
    GET("get"),
    MISS("miss"),
    SET("set"),
    GET_OR_SET("getOrSet"),
    GET_MANY("getMany"),
    SET_MANY("setMany"),
    INCREMENT("increment");

    private final String text;

    Operation(String text) {
        this.text = text;
    }

    /** Whether one call is about many keys. */
    boolean isOfMany() {
        return this == GET_MANY || this == SET_MANY;
    }

    @Override
    public String toString() {
        return text;
    }
}

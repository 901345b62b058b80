package dev.larder.benchmarks;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names the benchmark of the same class that a benchmark is measured against. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface Beside {
    /** The name of its method. */
    String value();
}

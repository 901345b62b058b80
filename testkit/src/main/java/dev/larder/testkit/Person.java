package dev.larder.testkit;

import java.io.Serializable;
import java.util.List;

/**
 * A value as programs have them.
 *
 * @param name text
 * @param age a number
 * @param tags several texts
 */
public record Person(String name, int age, List<String> tags) implements Serializable {
    private static final long serialVersionUID = 1L;
}

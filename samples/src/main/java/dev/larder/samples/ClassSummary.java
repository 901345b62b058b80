package dev.larder.samples;

import java.io.Serializable;
import java.util.List;

/**
 * What the index knows of one class file.
 *
 * @param kind class, interface, annotation, enum, record or module
 * @param javaVersion the release that can run it
 * @param supertypes the superclass, if there is one, and the interfaces
 * @param constants the entries of the constant pool
 * @param codeBytes the bytecode of all methods
 * @param api its public and protected fields and methods as one would declare them, types erased
 */
public record ClassSummary(
        String name,
        String kind,
        int javaVersion,
        int fileBytes,
        int constants,
        int fields,
        int methods,
        int codeBytes,
        List<String> supertypes,
        List<String> api)
        implements Serializable {}

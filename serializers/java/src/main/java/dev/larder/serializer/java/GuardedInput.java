package dev.larder.serializer.java;

import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter.FilterInfo;
import java.io.ObjectInputFilter.Status;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;

/** Reads objects of allowed classes only; never asks a class loader for a name that the bytes bring. */
final class GuardedInput extends ObjectInputStream {
    private final AllowedClasses allowed;
    private final long longestArray;

    GuardedInput(InputStream in, int bytes, AllowedClasses allowed) throws IOException {
        super(in);
        this.allowed = allowed;
        // a hash table has a few times as many places as entries, and each entry has its bytes
        this.longestArray = 4L * bytes + 64;
        setObjectInputFilter(this::check);
    }

    private Status check(FilterInfo info) {
        if (info.depth() > StreamScan.DEEPEST
                || info.references() > StreamScan.MOST_PARTS
                || info.arrayLength() > longestArray) {
            return Status.REJECTED;
        }
        Class<?> type = info.serialClass();
        if (type == null) {
            return Status.UNDECIDED;
        }
        return allowed.allows(type) ? Status.ALLOWED : Status.REJECTED;
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description) throws IOException {
        Class<?> known = allowed.named(description.getName());
        if (known == null) {
            throw new InvalidClassException(description.getName(), "not allowed");
        }
        return known;
    }

    @Override
    protected Class<?> resolveProxyClass(String[] interfaces) throws IOException {
        throw new InvalidClassException("dynamic proxies are not allowed");
    }
}

package dev.larder.serializer.java;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The classes of the JDK that any value may consist of: plain values and collections, and what they write in their place.
 * Left out is what acts on reading (URL looks up hosts, Pattern compiles), is larger than its bytes (nCopies), or holds
 * code (proxies, lambdas).
 */
final class JdkClasses {
    static final Map<Character, Class<?>> PRIMITIVES = Map.of(
            'Z', boolean.class,
            'B', byte.class,
            'C', char.class,
            'S', short.class,
            'I', int.class,
            'J', long.class,
            'F', float.class,
            'D', double.class);

    private static final String NAMES = """
            java.lang.Object java.lang.Number java.lang.Enum java.lang.Record java.lang.CharSequence
            java.lang.Comparable java.lang.Iterable java.lang.String java.lang.Boolean java.lang.Byte
            java.lang.Character java.lang.Short java.lang.Integer java.lang.Long java.lang.Float java.lang.Double
            java.lang.StackTraceElement java.lang.String$CaseInsensitiveComparator
            java.io.Serializable
            java.math.BigInteger java.math.BigDecimal java.math.MathContext java.math.RoundingMode
            java.net.URI
            java.time.Ser java.time.Instant java.time.Duration java.time.Period java.time.LocalDate
            java.time.LocalTime java.time.LocalDateTime java.time.OffsetTime java.time.OffsetDateTime
            java.time.ZonedDateTime java.time.Year java.time.YearMonth java.time.MonthDay java.time.ZoneId
            java.time.ZoneOffset java.time.ZoneRegion java.time.DayOfWeek java.time.Month
            java.time.temporal.ChronoUnit java.time.temporal.ChronoField
            java.util.UUID java.util.Date java.util.Locale java.util.Currency java.util.BitSet
            java.util.Collection java.util.List java.util.Set java.util.SortedSet java.util.NavigableSet
            java.util.Map java.util.Map$Entry java.util.SortedMap java.util.NavigableMap java.util.Queue
            java.util.Deque java.util.Comparator
            java.util.AbstractCollection java.util.AbstractList java.util.AbstractSequentialList
            java.util.AbstractSet java.util.AbstractQueue java.util.AbstractMap
            java.util.AbstractMap$SimpleEntry java.util.AbstractMap$SimpleImmutableEntry
            java.util.ArrayList java.util.LinkedList java.util.ArrayDeque java.util.PriorityQueue java.util.Vector
            java.util.Stack java.util.HashMap java.util.LinkedHashMap java.util.TreeMap java.util.IdentityHashMap
            java.util.Dictionary java.util.Hashtable java.util.EnumMap java.util.HashSet java.util.LinkedHashSet
            java.util.TreeSet java.util.EnumSet java.util.RegularEnumSet java.util.JumboEnumSet
            java.util.EnumSet$SerializationProxy java.util.CollSer java.util.Arrays$ArrayList
            java.util.ImmutableCollections$List12 java.util.ImmutableCollections$ListN
            java.util.ImmutableCollections$Set12 java.util.ImmutableCollections$SetN
            java.util.ImmutableCollections$Map1 java.util.ImmutableCollections$MapN
            java.util.Comparators$NaturalOrderComparator
            java.util.Collections$EmptyList java.util.Collections$EmptySet java.util.Collections$EmptyMap
            java.util.Collections$SingletonList java.util.Collections$SingletonSet
            java.util.Collections$SingletonMap java.util.Collections$SetFromMap
            java.util.Collections$ReverseComparator java.util.Collections$ReverseComparator2
            java.util.Collections$UnmodifiableCollection java.util.Collections$UnmodifiableSequencedCollection
            java.util.Collections$UnmodifiableList java.util.Collections$UnmodifiableRandomAccessList
            java.util.Collections$UnmodifiableSet java.util.Collections$UnmodifiableSequencedSet
            java.util.Collections$UnmodifiableSortedSet java.util.Collections$UnmodifiableNavigableSet
            java.util.Collections$UnmodifiableNavigableSet$EmptyNavigableSet
            java.util.Collections$UnmodifiableMap java.util.Collections$UnmodifiableSequencedMap
            java.util.Collections$UnmodifiableSortedMap java.util.Collections$UnmodifiableNavigableMap
            java.util.Collections$UnmodifiableNavigableMap$EmptyNavigableMap
            java.util.Collections$UnmodifiableMap$UnmodifiableEntrySet
            java.util.Collections$SynchronizedCollection java.util.Collections$SynchronizedList
            java.util.Collections$SynchronizedRandomAccessList java.util.Collections$SynchronizedSet
            java.util.Collections$SynchronizedMap
            java.util.concurrent.ConcurrentMap java.util.concurrent.TimeUnit
            java.util.concurrent.ConcurrentHashMap java.util.concurrent.ConcurrentHashMap$Segment
            java.util.concurrent.ConcurrentHashMap$CollectionView java.util.concurrent.ConcurrentHashMap$KeySetView
            java.util.concurrent.ConcurrentSkipListMap java.util.concurrent.ConcurrentSkipListSet
            java.util.concurrent.ConcurrentLinkedQueue java.util.concurrent.ConcurrentLinkedDeque
            java.util.concurrent.CopyOnWriteArrayList java.util.concurrent.CopyOnWriteArraySet
            java.util.concurrent.locks.ReentrantLock java.util.concurrent.locks.ReentrantLock$Sync
            java.util.concurrent.locks.ReentrantLock$NonfairSync
            java.util.concurrent.locks.AbstractQueuedSynchronizer
            java.util.concurrent.locks.AbstractOwnableSynchronizer
            java.util.concurrent.atomic.AtomicBoolean java.util.concurrent.atomic.AtomicInteger
            java.util.concurrent.atomic.AtomicLong java.util.concurrent.atomic.AtomicReference
            """;

    static final Map<String, Class<?>> BY_NAME = load();

    private JdkClasses() {}

    private static Map<String, Class<?>> load() {
        Map<String, Class<?>> found = new HashMap<>();
        PRIMITIVES.values().forEach(primitive -> found.put(primitive.getName(), primitive));
        Pattern.compile("\\s+").splitAsStream(NAMES.strip()).forEach(name -> {
            try {
                found.put(name, Class.forName(name, false, null));
            } catch (ClassNotFoundException otherJdk) {
                // some of these are private to the JDK and differ between its versions
            }
        });
        return Map.copyOf(found);
    }

    static boolean isJdk(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader == null || loader.equals(ClassLoader.getPlatformClassLoader());
    }
}

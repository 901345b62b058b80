package dev.larder.serializer.yaml;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A document in the events that Jackson knows: aliases are what they stand for, sets and tuples are sequences.
 *
 * <p>Refused are an alias within what it stands for, more repetitions than {@link #REPEATED}, and tags of which nothing
 * is known.
 */
final class Events {
    static final String PREFIX = "tag:yaml.org,2002:";

    /** How much aliases may repeat in all: characters of scalars, and {@link #EVENT} more for each event. */
    static final int REPEATED = 1 << 20;

    private static final int EVENT = 16;
    private static final Set<String> SEQUENCES = Set.of(PREFIX + "seq", PREFIX + "python/tuple", "!");
    private static final Set<String> MAPPINGS = Set.of(PREFIX + "map", "!");
    private static final String SET = PREFIX + "set";

    /** What is open around the next event. */
    private enum Frame {
        OTHER,
        SET,
        /** Between an element of a set, which is written as a key, and the null that is its value. */
        SET_AFTER_ELEMENT
    }

    private record Recorded(String anchor, int from, int depth) {}

    private record Repeatable(int from, int to) {}

    private final Supplier<? extends @Nullable Event> source;
    private final Deque<Frame> frames = new ArrayDeque<>();
    private final List<Event> recorded = new ArrayList<>();
    private final Deque<Recorded> recording = new ArrayDeque<>();
    private final Map<String, Repeatable> anchors = new HashMap<>();
    private int repeat;
    private int repeatTo;
    private int repeated;

    Events(Supplier<? extends @Nullable Event> source) {
        this.source = source;
    }

    /** The next event; null if there is none. */
    @Nullable
    Event next() {
        while (repeat == repeatTo) {
            Event event = source.get();
            if (frames.peek() == Frame.SET_AFTER_ELEMENT) {
                endElement(event);
                continue;
            } else if (event instanceof AliasEvent alias) {
                beginToRepeat(alias.getAlias());
                continue;
            } else if (event instanceof CollectionStartEvent || event instanceof CollectionEndEvent) {
                event = known(event);
            }
            if (event != null) {
                follow(event, event instanceof NodeEvent node ? node.getAnchor() : Optional.empty());
            }
            return event;
        }
        Event event = recorded.get(repeat++);
        int length = event instanceof ScalarEvent scalar ? scalar.getValue().length() : 0;
        if (length > REPEATED - EVENT - repeated) {
            throw new YamlEngineException("aliases repeat too much");
        }
        repeated += EVENT + length;
        follow(event, Optional.empty());
        return event;
    }

    private void beginToRepeat(Anchor alias) {
        Repeatable of = anchors.get(alias.getValue());
        if (of == null) {
            throw new YamlEngineException("an alias stands for nothing, or for what it is part of: " + alias);
        }
        repeat = of.from;
        repeatTo = of.to;
    }

    private void endElement(@Nullable Event event) {
        if (!(event instanceof ScalarEvent value)
                || value.getTag().isPresent()
                || !value.isPlain()
                || Scalar.of(value.getValue()) != Scalar.NOTHING) {
            throw new YamlEngineException("a set has nothing but null for values");
        }
        frames.pop();
        frames.push(Frame.SET);
    }

    private Event known(Event event) {
        if (event instanceof CollectionEndEvent) {
            return event instanceof MappingEndEvent && frames.peek() == Frame.SET
                    ? new SequenceEndEvent(event.getStartMark(), event.getEndMark())
                    : event;
        }
        CollectionStartEvent start = (CollectionStartEvent) event;
        String tag = start.getTag().orElse("!");
        if (start instanceof MappingStartEvent && tag.equals(SET)) {
            return new SequenceStartEvent(
                    start.getAnchor(),
                    start.getTag(),
                    start.isImplicit(),
                    start.getFlowStyle(),
                    start.getStartMark(),
                    start.getEndMark());
        }
        if (!(start instanceof MappingStartEvent ? MAPPINGS : SEQUENCES).contains(tag)) {
            throw new YamlEngineException("the tag " + tag + " is not known here");
        }
        return start;
    }

    private void follow(Event event, Optional<Anchor> anchor) {
        if (anchor.isPresent()) {
            String name = anchor.get().getValue();
            anchors.remove(name);
            recording.push(new Recorded(name, recorded.size(), frames.size()));
        }
        if (!recording.isEmpty()) {
            recorded.add(event);
        }
        if (event instanceof CollectionStartEvent start) {
            boolean set = start.getTag().orElse("").equals(SET);
            frames.push(set ? Frame.SET : Frame.OTHER);
        } else if (event instanceof CollectionEndEvent) {
            frames.pop();
            endNode();
        } else if (event instanceof ScalarEvent) {
            endNode();
        }
    }

    private void endNode() {
        Recorded ended = recording.peek();
        if (ended != null && ended.depth == frames.size()) {
            recording.pop();
            anchors.put(ended.anchor, new Repeatable(ended.from, recorded.size()));
        }
        if (frames.peek() == Frame.SET) {
            frames.pop();
            frames.push(Frame.SET_AFTER_ELEMENT);
        }
    }
}

package dev.larder.internal.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks at every state that can be reached, the nearest first, until one is wrong. */
final class Explorer {
    /**
     * What was found.
     *
     * @param states how many there are; only those before the first wrong one, if there is one
     * @param broken what is wrong; null if nothing is
     * @param story how it came to that
     */
    record Findings(int states, @Nullable String broken, List<String> story) {}

    private record Origin(State before, String what) {}

    private Explorer() {}

    static Findings explore(Scene scene) {
        return explore(scene, EnumSet.allOf(Guard.class));
    }

    static Findings explore(Scene scene, Set<Guard> guards) {
        Protocol protocol = new Protocol(scene, guards);
        State beginning = protocol.beginning();
        Map<State, Origin> origins = new HashMap<>();
        Queue<State> toVisit = new ArrayDeque<>();
        origins.put(beginning, new Origin(beginning, "the beginning"));
        toVisit.add(beginning);
        while (!toVisit.isEmpty()) {
            State now = toVisit.remove();
            for (Protocol.Move move : protocol.moves(now)) {
                if (move.broken() != null) {
                    List<String> story = story(origins, now);
                    story.add(move.what());
                    return new Findings(origins.size(), move.broken(), story);
                }
                if (origins.putIfAbsent(move.next(), new Origin(now, move.what())) == null) {
                    toVisit.add(move.next());
                }
            }
        }
        return new Findings(origins.size(), null, List.of());
    }

    private static List<String> story(Map<State, Origin> origins, State last) {
        List<String> story = new ArrayList<>();
        State state = last;
        Origin origin = origins.get(state);
        while (origin != null && !origin.before.equals(state)) {
            story.add(0, origin.what);
            state = origin.before;
            origin = origins.get(state);
        }
        return story;
    }
}

package dev.larder.internal.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.internal.model.Explorer.Findings;
import dev.larder.internal.model.Scene.Beginning;
import dev.larder.internal.model.Scene.Change;
import dev.larder.internal.model.Scene.Fault;
import dev.larder.internal.model.Scene.Kind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The promise of loading once, in every order in which a few callers, changes and faults can follow each other: no value that
 * was loaded before a change is stored after it or returned to who came after it, nothing unseen is overwritten, and one
 * loader runs. And without any one of its guards it does not hold.
 */
@Timeout(600)
class ProtocolTest {
    private static Change by(Kind kind, int process) {
        return new Change(kind, process);
    }

    private static Set<Fault> losses(Fault... more) {
        Set<Fault> faults = EnumSet.copyOf(Scene.LOSSES);
        faults.addAll(List.of(more));
        return faults;
    }

    static List<Scene> scenes() {
        List<Scene> scenes = new ArrayList<>();
        scenes.add(new Scene(
                "a process that clears",
                List.of(0, 1),
                List.of(by(Kind.CLEAR, 1)),
                Beginning.NOTHING,
                losses(Fault.LOADER_FAILS)));
        for (Kind kind : List.of(Kind.DELETE, Kind.SET, Kind.ADD)) {
            scenes.add(new Scene(
                    "two processes, " + kind,
                    List.of(0, 1),
                    List.of(by(kind, 1)),
                    Beginning.NOTHING,
                    losses(Fault.AGING, Fault.LOADER_FAILS, Fault.REPLY_LOST, Fault.CRASH)));
        }
        scenes.add(new Scene(
                "two callers of a process, and another that deletes",
                List.of(0, 0),
                List.of(by(Kind.DELETE, 1)),
                Beginning.NOTHING,
                losses(Fault.AWAY, Fault.REPLY_LOST)));
        scenes.add(new Scene(
                "two callers of a process that deletes itself",
                List.of(0, 0),
                List.of(by(Kind.DELETE, 0)),
                Beginning.NOTHING,
                losses(Fault.REPLY_LOST)));
        scenes.add(new Scene(
                "a stale value, which one loads anew",
                List.of(0, 1),
                List.of(by(Kind.SET, 0)),
                Beginning.STALE,
                losses(Fault.AGING)));
        scenes.add(new Scene(
                "two callers of a process and one of another, who deletes",
                List.of(0, 0, 1),
                List.of(by(Kind.DELETE, 1)),
                Beginning.NOTHING,
                EnumSet.noneOf(Fault.class)));
        scenes.add(new Scene(
                "a stale number, which is counted up and down",
                List.of(0),
                List.of(by(Kind.COUNT, 1), by(Kind.COUNT, 1)),
                Beginning.STALE_NUMBER,
                losses(Fault.REPLY_LOST)));
        scenes.add(new Scene(
                "a stranger who changes a stale value",
                List.of(0),
                List.of(by(Kind.STRANGER, 1)),
                Beginning.STALE,
                EnumSet.noneOf(Fault.class)));
        scenes.add(new Scene(
                "three callers of three processes, one of which fails",
                List.of(0, 1, 2),
                List.of(),
                Beginning.NOTHING,
                EnumSet.of(Fault.LEASE_LOST, Fault.LOADER_FAILS)));
        return scenes;
    }

    static List<Scene> largeScenes() {
        List<Scene> scenes = new ArrayList<>();
        for (Kind kind : List.of(Kind.DELETE, Kind.SET, Kind.ADD, Kind.CLEAR)) {
            scenes.add(new Scene(
                    "three processes, " + kind, List.of(0, 1, 2), List.of(by(kind, 1)), Beginning.NOTHING, losses()));
        }
        scenes.add(new Scene(
                "two callers of a process and one of another, who sets",
                List.of(0, 0, 1),
                List.of(by(Kind.SET, 1)),
                Beginning.STALE,
                losses()));
        scenes.add(new Scene(
                "three callers of a process, and another that deletes",
                List.of(0, 0, 0),
                List.of(by(Kind.DELETE, 1)),
                Beginning.NOTHING,
                losses(Fault.AWAY)));
        scenes.add(new Scene(
                "two processes that both change",
                List.of(0, 1),
                List.of(by(Kind.SET, 0), by(Kind.DELETE, 1)),
                Beginning.STALE,
                losses()));
        scenes.add(new Scene(
                "two processes that die",
                List.of(0, 1),
                List.of(by(Kind.DELETE, 1)),
                Beginning.STALE,
                losses(Fault.AGING, Fault.LOADER_FAILS, Fault.REPLY_LOST, Fault.CRASH)));
        return scenes;
    }

    private static void assertHolds(Scene scene, TestReporter reporter) {
        Findings findings = Explorer.explore(scene);
        reporter.publishEntry(scene + ", states", "" + findings.states());
        assertThat(findings.broken())
                .as(() -> scene + ":\n" + String.join("\n", findings.story()))
                .isNull();
        assertThat(findings.states()).isGreaterThan(20);
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void the_promise_holds_in_every_order(Scene scene, TestReporter reporter) {
        assertHolds(scene, reporter);
    }

    @Tag("soak")
    @ParameterizedTest
    @MethodSource("largeScenes")
    void the_promise_holds_for_more(Scene scene, TestReporter reporter) {
        assertHolds(scene, reporter);
    }

    /** The smallest scene in which a guard is missed. */
    private static Scene smallest(Guard guard) {
        return switch (guard) {
            case LOOK_AGAIN, BUSY -> plain(List.of(0, 1));
            case OWN_COMMIT -> plain(List.of(0), Fault.REPLY_LOST);
            case SEEN_IN_COMMIT -> new Scene("", List.of(0), List.of(by(Kind.STRANGER, 1)), Beginning.STALE, Set.of());
            case TWO_SCANS -> new Scene("", List.of(0), List.of(by(Kind.CLEAR, 1)), Beginning.NOTHING, Set.of());
            case COUNTING_REVOKES ->
                new Scene(
                        "",
                        List.of(0),
                        List.of(by(Kind.COUNT, 1), by(Kind.COUNT, 1)),
                        Beginning.STALE_NUMBER,
                        Set.of());
            case TOKEN_IN_RELEASE -> plain(List.of(0, 1, 2), Fault.LEASE_LOST, Fault.LOADER_FAILS);
            case REVOKE, REVOKE_FIRST, TOKEN_IN_COMMIT, NEVER_AGAIN -> deleting(List.of(0));
            case NEW_TOKEN, CLOSE_BEFORE_COMMIT, ONLY_ACCEPTED -> deleting(List.of(0, 0));
            case ALONE_STORES_NOTHING -> deleting(List.of(0, 1));
            case LOOK_FOR_THEMSELVES -> deleting(List.of(0, 0, 1));
            case NOT_FOR_LATECOMERS -> deleting(List.of(0, 0), Fault.AWAY);
        };
    }

    private static Scene plain(List<Integer> calls, Fault... faults) {
        return new Scene("", calls, List.of(), Beginning.NOTHING, Set.of(faults));
    }

    private static Scene deleting(List<Integer> calls, Fault... faults) {
        return new Scene("", calls, List.of(by(Kind.DELETE, 1)), Beginning.NOTHING, Set.of(faults));
    }

    private static String harm(Guard guard) {
        return switch (guard) {
            case LOOK_AGAIN -> "loads though there is a fresh value";
            case BUSY, TOKEN_IN_RELEASE -> "loads while another does whose lease was not lost";
            case OWN_COMMIT -> "takes its own commit for a refusal";
            case SEEN_IN_COMMIT -> "overwrites what it has not seen";
            case CLOSE_BEFORE_COMMIT, ONLY_ACCEPTED, LOOK_FOR_THEMSELVES, NOT_FOR_LATECOMERS ->
                "returns what was loaded before a change that was over when it began";
            default -> "what was loaded before";
        };
    }

    @ParameterizedTest
    @EnumSource
    void it_does_not_hold_without(Guard guard, TestReporter reporter) {
        Scene scene = smallest(guard);
        assertThat(Explorer.explore(scene).broken()).as("with all guards").isNull();
        Findings without = Explorer.explore(scene, EnumSet.complementOf(EnumSet.of(guard)));
        assertThat(without.broken())
                .as(() -> "what goes wrong without " + guard + ", of " + without.states() + " states")
                .isNotNull()
                .contains(harm(guard));
        reporter.publishEntry("without " + guard, without.story().size() + " steps: " + without.broken());
    }
}

package dev.larder.benchmarks.rivals;

import dev.larder.benchmarks.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What all rounds found of one rival in one scenario.
 *
 * @param micros how long a call takes the thread that makes it
 * @param bytes how many bytes a call allocates
 * @param ratio how many calls a second, as a share of what bare Jedis did in the same round
 */
record Line(String scenario, String rival, double micros, double bytes, Spread ratio) {
    /** A line for each rival, from what each round found. */
    static List<Line> of(Scenario scenario, List<Map<String, Slice.Found>> rounds) {
        List<Line> lines = new ArrayList<>();
        for (String rival : rounds.get(0).keySet()) {
            double[] micros = new double[rounds.size()];
            double[] bytes = new double[rounds.size()];
            double[] ratios = new double[rounds.size()];
            for (int i = 0; i < micros.length; i++) {
                Slice.Found own = found(rounds.get(i), rival);
                Slice.Found base = found(rounds.get(i), Rival.BASE);
                micros[i] = scenario.threads() * 1e6 / own.callsPerSecond();
                bytes[i] = own.bytesPerCall();
                ratios[i] = own.callsPerSecond() / base.callsPerSecond();
            }
            lines.add(new Line(
                    scenario.name(),
                    rival,
                    Spread.of(micros).median(),
                    Spread.of(bytes).median(),
                    Spread.of(ratios)));
        }
        return lines;
    }

    private static Slice.Found found(Map<String, Slice.Found> round, String rival) {
        return Objects.requireNonNull(round.get(rival), rival);
    }
}

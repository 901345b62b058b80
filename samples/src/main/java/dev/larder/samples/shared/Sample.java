package dev.larder.samples.shared;

/** A program: what it is called, what may be asked of it, and what it does. */
public interface Sample {
    /** What {@code -Dsample} calls it. */
    String name();

    /** What it does; the first line in short. */
    String about();

    /** What may be asked of it, as {@code --help} shows it and as {@link Arguments} reads it. */
    String options();

    /**
     * Does it.
     *
     * @throws Failure if it cannot be done, for a reason that its user can understand
     * @throws Arguments.WrongException if something is asked for that cannot be
     */
    void run(Arguments arguments, Screen screen) throws Exception;
}

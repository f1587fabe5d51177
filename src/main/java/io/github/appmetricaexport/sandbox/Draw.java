package io.github.appmetricaexport.sandbox;

/** The random choices of one row, one after the other; the same row makes the same choices. */
final class Draw {
    private final long seed;
    private final long row;
    private long count;

    Draw(long seed, long row) {
        this.seed = seed;
        this.row = row;
    }

    long bits() {
        return Dice.bits(seed, row, count++);
    }

    double unit() {
        return Dice.unit(seed, row, count++);
    }

    int below(int bound) {
        return Dice.below(bound, seed, row, count++);
    }

    boolean chance(double probability) {
        return unit() < probability;
    }

    String of(String... choices) {
        return choices[below(choices.length)];
    }

    /** One of {@code choices}, the first far more often than the last. */
    String skewed(String... choices) {
        double unit = unit();
        return choices[(int) (unit * unit * choices.length)];
    }
}

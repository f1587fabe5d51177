package io.github.appmetricaexport.sandbox;

/**
 * Random numbers by position instead of in sequence: the same wherever and in whatever order they are asked for.
 *
 * <p>The mixing is SplitMix64's (Steele, Lea and Flood 2014). An instance throws for one item, aspect after aspect.
 */
final class Dice {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final long seed;
    private final long item;
    private long aspect;

    Dice(long seed, long item) {
        this.seed = seed;
        this.item = item;
    }

    /** Uniform 64 bits of a seed, an item and one of the item's aspects. */
    private static long bits(long seed, long item, long aspect) {
        return mix(mix(mix(seed + GOLDEN) + item * GOLDEN) + (aspect + 1) * GOLDEN);
    }

    /** Uniform from 0, included, to 1, excluded. */
    static double unit(long seed, long item, long aspect) {
        return (bits(seed, item, aspect) >>> 11) * 0x1.0p-53;
    }

    long bits() {
        return bits(seed, item, aspect++);
    }

    double unit() {
        return unit(seed, item, aspect++);
    }

    /** Uniform from 0 to {@code bound - 1}. */
    int below(int bound) {
        return (int) (unit() * bound);
    }

    boolean chance(double probability) {
        return unit() < probability;
    }

    @SafeVarargs
    final <T> T of(T... choices) {
        return choices[below(choices.length)];
    }

    /** One of {@code choices}, the first far more often than the last. */
    @SafeVarargs
    final <T> T skewed(T... choices) {
        double unit = unit();
        return choices[(int) (unit * unit * choices.length)];
    }

    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}

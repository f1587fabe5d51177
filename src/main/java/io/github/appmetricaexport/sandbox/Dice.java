package io.github.appmetricaexport.sandbox;

/**
 * Random numbers by position instead of in sequence: the same wherever and in whatever order they are asked for.
 *
 * <p>The mixing is SplitMix64's (Steele, Lea and Flood 2014).
 */
final class Dice {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private Dice() {}

    /** Uniform 64 bits of a seed, an item and one of the item's aspects. */
    static long bits(long seed, long item, long aspect) {
        return mix(mix(mix(seed + GOLDEN) + item * GOLDEN) + (aspect + 1) * GOLDEN);
    }

    /** Uniform from 0, included, to 1, excluded. */
    static double unit(long seed, long item, long aspect) {
        return (bits(seed, item, aspect) >>> 11) * 0x1.0p-53;
    }

    /** Uniform from 0 to {@code bound - 1}. */
    static int below(int bound, long seed, long item, long aspect) {
        return (int) (unit(seed, item, aspect) * bound);
    }

    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}

package io.github.appmetricaexport.explore;

import io.github.appmetricaexport.explore.Bounds.Part;
import java.util.Arrays;

/** Which driver, which task and which of several equal payloads it is makes no difference: worlds that differ by names alone are one. */
final class Symmetry {
    private final Bounds bounds;
    private final World world;
    private final byte[] cells;

    private Symmetry(Bounds bounds, World world) {
        this.bounds = bounds;
        this.world = world;
        cells = world.cells();
    }

    /** The same world with the names of drivers, tasks and equal payloads given in one order. */
    static World inOrder(Bounds bounds, World named) {
        Symmetry first = new Symmetry(bounds, named.copy());
        first.sortPayloads();
        first.sortActors();
        return first.leastOfEqualPayloads();
    }

    private int firstPayload() {
        return bounds.has(Part.HALVING) ? 1 : 0;
    }

    private int lastPayload() {
        return bounds.size().payloads() - 1;
    }

    private void sortPayloads() {
        for (int end = lastPayload(); end > firstPayload(); end--) {
            for (int payload = firstPayload(); payload < end; payload++) {
                if (compare(payload, payload + 1) > 0) {
                    swap(payload, payload + 1);
                }
            }
        }
    }

    /** Of payloads with the same files, whoever works on which decides. */
    private World leastOfEqualPayloads() {
        Symmetry least = this;
        for (int payload = firstPayload(); payload < lastPayload(); payload++) {
            if (least.compare(payload, payload + 1) == 0) {
                Symmetry other = new Symmetry(bounds, least.world.copy());
                other.swap(payload, payload + 1);
                other.sortActors();
                least = Arrays.compare(other.cells, least.cells) < 0 ? other : least;
            }
        }
        return least.world;
    }

    private void sortActors() {
        sort(world.atDriver(0), World.DRIVER, bounds.size().drivers());
        sort(world.atTask(0), World.TASK, bounds.size().tasks());
    }

    private int compare(int one, int other) {
        int at = world.atPayload(one);
        int otherAt = world.atPayload(other);
        int files = Arrays.compare(cells, at, at + widthOfPayload(), cells, otherAt, otherAt + widthOfPayload());
        return files != 0 ? files : Integer.compare(world.applied(one), world.applied(other));
    }

    private int widthOfPayload() {
        return bounds.size().attempts() + World.AFTER_ATTEMPTS;
    }

    private void swap(int one, int other) {
        exchange(world.atPayload(one), world.atPayload(other), widthOfPayload());
        exchange(World.firstRow(bounds) + one, World.firstRow(bounds) + other, 1);
        for (int task = 0; task < bounds.size().tasks(); task++) {
            if (world.task(task) != World.IDLE) {
                rename(world.atTask(task) + 2, one, other);
            }
        }
        for (int driver = 0; driver < bounds.size().drivers(); driver++) {
            if (world.driver(driver) == World.RESOLVING || world.driver(driver) == World.HALVING) {
                rename(world.atDriver(driver) + 3, one, other);
            }
        }
    }

    private void rename(int cell, int one, int other) {
        if (cells[cell] == one) {
            cells[cell] = (byte) other;
        } else if (cells[cell] == other) {
            cells[cell] = (byte) one;
        }
    }

    private void sort(int start, int width, int count) {
        for (int end = count - 1; end > 0; end--) {
            for (int place = 0; place < end; place++) {
                int one = start + place * width;
                if (Arrays.compare(cells, one, one + width, cells, one + width, one + 2 * width) > 0) {
                    exchange(one, one + width, width);
                }
            }
        }
    }

    private void exchange(int one, int other, int width) {
        for (int cell = 0; cell < width; cell++) {
            byte kept = cells[one + cell];
            cells[one + cell] = cells[other + cell];
            cells[other + cell] = kept;
        }
    }
}

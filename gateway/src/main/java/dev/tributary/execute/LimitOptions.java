package dev.tributary.execute;

/**
 * How many calls to a service are under way at a time, in the whole process.
 *
 * @param least and {@code most}: the limit moves between them, by how long calls take; it stays
 *     where both are the same
 * @param waiting calls that wait their turn; when there are more, the costliest of those least
 *     privileged are given up
 */
public record LimitOptions(int least, int most, int waiting) {

  /**
   * @throws IllegalArgumentException saying what is out of range
   */
  public LimitOptions {
    if (least < 1 || most < least || waiting < 0) {
      throw new IllegalArgumentException(
          "a limit needs 1 <= least <= most, and no negative number of calls that wait");
    }
  }

  boolean isFixed() {
    return least == most;
  }
}

package dev.tributary.cost;

/** Arithmetic that stops at the greatest number: what overflows is too expensive, never cheap. */
final class Saturating {

  static final long MOST = Long.MAX_VALUE;

  private Saturating() {}

  static long add(long left, long right) {
    long sum = left + right;
    return left > 0 && right > 0 && sum < 0 ? MOST : sum;
  }

  /** Of two numbers that are not negative. */
  static long multiply(long left, long right) {
    if (left == 0 || right == 0) {
      return 0;
    }
    return Math.multiplyHigh(left, right) != 0 || left * right < 0 ? MOST : left * right;
  }
}

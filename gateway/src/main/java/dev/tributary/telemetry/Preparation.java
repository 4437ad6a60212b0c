package dev.tributary.telemetry;

/**
 * How long the steps took by which an operation was prepared. Written by one thread, and read when
 * the preparation has been waited for.
 */
public final class Preparation {

  private long begun;
  private long parsed;
  private long read;
  private long planned;
  private long compiled;

  /** The first step begins; what was before was waiting for a thread. */
  public void begun() {
    begun = System.nanoTime();
  }

  /** The document has been parsed. */
  public void parsed() {
    parsed = System.nanoTime();
  }

  /** The document has been parsed, validated and normalised. */
  public void read() {
    read = System.nanoTime();
  }

  /** The operation has been planned. */
  public void planned() {
    planned = System.nanoTime();
  }

  /** The plan has been compiled. */
  public void compiled() {
    compiled = System.nanoTime();
  }

  long begunAt() {
    return begun;
  }

  long parsedAt() {
    return parsed;
  }

  long readAt() {
    return read;
  }

  long plannedAt() {
    return planned;
  }

  long compiledAt() {
    return compiled;
  }
}

package dev.tributary.telemetry;

import java.time.Duration;

/**
 * What is written down of requests.
 *
 * @param accessOneOf of how many requests that went well one is; 0 to write none down
 * @param accessPerSecond how many lines are written at most
 * @param slow what takes this long is written down with its plan; zero for nothing
 */
public record LogOptions(int accessOneOf, int accessPerSecond, Duration slow) {

  public static final LogOptions OFF = new LogOptions(0, 1, Duration.ZERO);
}

package dev.tributary.benchmarks.step;

import java.io.PrintStream;
import java.util.Collection;
import java.util.Locale;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** {@code tributary bench steps}: the hot steps of a request, as one text. */
public final class StepFigures {

  private StepFigures() {}

  /** Takes two minutes. Prints the figures to standard output, all else to standard error. */
  @SuppressWarnings("SystemOut") // It is a program's answer.
  public static void main(String[] args) throws RunnerException {
    PrintStream out = System.out;
    System.setOut(System.err);
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include("dev\\.tributary\\.(execute|http|quota|cost)\\..*Steps\\.")
                    .include("dev\\.tributary\\.benchmarks\\.plan\\.QuotaBenchmark\\.")
                    .addProfiler(GCProfiler.class)
                    .forks(1)
                    .warmupIterations(3)
                    .warmupTime(TimeValue.seconds(2))
                    .measurementIterations(4)
                    .measurementTime(TimeValue.seconds(2))
                    .jvmArgsAppend("-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-Xmx1g")
                    .build())
            .run();
    out.println("The steps of a request, once warm, on one thread. Measured by JMH with -prof gc.");
    out.println();
    out.println("step                  microseconds      +/-   bytes allocated");
    for (RunResult run : results) {
      Result<?> time = run.getPrimaryResult();
      Result<?> bytes = run.getSecondaryResults().get("gc.alloc.rate.norm");
      out.printf(
          Locale.ROOT,
          "%-20s %13.3f %8.3f %17s%n",
          run.getParams().getBenchmark().replaceAll(".*\\.", ""),
          time.getScore(),
          time.getScoreError(),
          bytes == null ? "?" : String.format(Locale.ROOT, "%,.0f", bytes.getScore()));
    }
  }
}

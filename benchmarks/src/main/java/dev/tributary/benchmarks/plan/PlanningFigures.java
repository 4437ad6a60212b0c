package dev.tributary.benchmarks.plan;

import java.io.PrintStream;
import java.util.Collection;
import java.util.Locale;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** {@code tributary bench planning}: all figures of composing and planning, as one text. */
public final class PlanningFigures {

  private PlanningFigures() {}

  /** Takes five minutes. Prints the figures to standard output, all else to standard error. */
  @SuppressWarnings("SystemOut") // It is a program's answer.
  public static void main(String[] args) throws RunnerException {
    PrintStream out = System.out;
    System.setOut(System.err);
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include("dev\\.tributary\\.benchmarks\\.plan\\..*Benchmark")
                    .forks(1)
                    .warmupIterations(3)
                    .warmupTime(TimeValue.seconds(4))
                    .measurementIterations(3)
                    .measurementTime(TimeValue.seconds(4))
                    .jvmArgsAppend("-XX:+UseSerialGC", "-Xmx2g")
                    .build())
            .run();
    out.println("Composing and planning, once warm, on one thread. Measured by JMH.");
    out.println();
    out.println("                 graph         mean        p50        p99");
    for (RunResult run : results) {
      var result = run.getPrimaryResult();
      var statistics = result.getStatistics();
      out.printf(
          Locale.ROOT,
          "%-16s %-8s %10.3f %10.3f %10.3f %s%n",
          run.getParams().getBenchmark().replaceAll(".*\\.(\\w+)Benchmark\\.(\\w+)$", "$1 $2"),
          run.getParams().getParam("graph"),
          statistics.getMean(),
          statistics.getPercentile(50),
          statistics.getPercentile(99),
          result.getScoreUnit());
    }
    out.println();
    new Scaling(out).measure();
  }
}

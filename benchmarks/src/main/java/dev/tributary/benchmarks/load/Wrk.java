package dev.tributary.benchmarks.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@code wrk}, when it is installed: the least of a machine for the most load. */
public final class Wrk implements LoadGenerator {

  private final Path program;
  private final Path script;

  private Wrk(Path program, Path script) {
    this.program = program;
    this.script = script;
  }

  /**
   * @param directory where its script is put
   * @return empty when {@code wrk} is not on the path
   */
  public static Optional<Wrk> find(Path directory) throws IOException {
    Optional<Path> program = Programs.find("wrk");
    if (program.isEmpty()) {
      return Optional.empty();
    }
    Path script = directory.resolve("wrk.lua");
    try (InputStream in = Wrk.class.getResourceAsStream("wrk.lua")) {
      Files.write(script, Objects.requireNonNull(in).readAllBytes());
    }
    return Optional.of(new Wrk(program.get(), script));
  }

  @Override
  public String title() {
    return "wrk (one thread, closed model)";
  }

  /**
   * @param answer null to have none looked at, which takes more of the machine than a fast server
   *     takes to make them
   */
  @Override
  public Load run(
      String url,
      Path request,
      @Nullable Path answer,
      int connections,
      boolean distinct,
      Duration duration)
      throws IOException, InterruptedException {
    ProcessBuilder wrk =
        new ProcessBuilder(
                List.of(
                    program.toString(),
                    "-t1",
                    "-c" + connections,
                    "-d" + duration.toSeconds() + "s",
                    "--timeout",
                    "30s",
                    "-s",
                    script.toString(),
                    url))
            .redirectErrorStream(true);
    wrk.environment().put("BENCH_REQUEST", request.toString());
    wrk.environment().put("BENCH_ANSWER", answer == null ? "" : answer.toString());
    wrk.environment().put("BENCH_DISTINCT", distinct ? Scenario.DISTINCT : "");
    Process process = wrk.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException("wrk failed:\n" + output);
    }
    return Load.read("wrk", output);
  }
}

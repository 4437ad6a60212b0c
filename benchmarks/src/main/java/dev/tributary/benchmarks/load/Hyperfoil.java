package dev.tributary.benchmarks.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Hyperfoil, where {@code wrk} is not installed: it comes from Maven Central. It takes several
 * times as much of the machine, so rates are lower than with {@code wrk}; CPU time per answer
 * compares as well.
 */
final class Hyperfoil implements LoadGenerator {

  private final String java;
  private final String classPath;
  private final Path source;

  private Hyperfoil(String java, String classPath, Path source) {
    this.java = java;
    this.classPath = classPath;
    this.source = source;
  }

  /**
   * @param java the program that runs it
   * @param sources the directory with the {@code pom.xml} that says what it consists of
   * @param directory where it is put
   */
  static LoadGenerator install(String java, Path sources, Path directory, Consumer<String> say)
      throws IOException, InterruptedException {
    if (Programs.find("mvn").isEmpty()) {
      throw new IOException("either wrk or mvn must be on the path, to put load on the gateways");
    }
    say.accept("Load will be by Hyperfoil; fetching it (once) ...");
    Path classPath = directory.resolve("hyperfoil-classpath");
    Path log = directory.resolve("hyperfoil.log");
    Process maven =
        new ProcessBuilder(
                "mvn",
                "--batch-mode",
                "--file",
                sources.resolve("pom.xml").toString(),
                "dependency:build-classpath",
                "-Dmdep.outputFile=" + classPath)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (maven.waitFor() != 0) {
      throw new IOException("Maven could not fetch Hyperfoil; see " + log);
    }
    Path source = directory.resolve("HyperfoilRun.java");
    try (InputStream in = Hyperfoil.class.getResourceAsStream("HyperfoilRun.java")) {
      Files.write(source, Objects.requireNonNull(in).readAllBytes());
    }
    return new Hyperfoil(java, Files.readString(classPath).strip(), source);
  }

  @Override
  public String title() {
    return "Hyperfoil (one thread, closed model)";
  }

  @Override
  public Load run(
      String url, Path request, Path answer, int connections, boolean distinct, Duration duration)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                java,
                "-XX:+UseSerialGC",
                "-cp",
                classPath,
                source.toString(),
                url,
                request.toString(),
                answer.toString(),
                Integer.toString(connections),
                Long.toString(duration.toSeconds())));
    if (distinct) {
      command.add(Scenario.DISTINCT);
    }
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException("Hyperfoil failed:\n" + output);
    }
    return Load.read("Hyperfoil", output);
  }
}

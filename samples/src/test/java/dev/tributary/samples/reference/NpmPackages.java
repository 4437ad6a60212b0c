package dev.tributary.samples.reference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.opentest4j.TestAbortedException;

/**
 * The packages of {@code src/test/npm}, installed under {@code target}: exactly those of the lock
 * file, once for as long as it stays the same.
 */
final class NpmPackages {

  static final Path SOURCES = Path.of("src/test/npm");

  private static final Path INSTALLED = Path.of("target/npm");
  private static final int MINUTES = 3;

  private NpmPackages() {}

  /**
   * Runs a script of {@code src/test/npm}.
   *
   * @param input for its standard input
   * @return what it wrote to its standard output
   */
  static byte[] run(String script, byte[] input) {
    install();
    try {
      Files.copy(
          SOURCES.resolve(script), INSTALLED.resolve(script), StandardCopyOption.REPLACE_EXISTING);
      Files.write(INSTALLED.resolve("input.json"), input);
      Path output = INSTALLED.resolve("output.json");
      Process process =
          new ProcessBuilder("node", script)
              .directory(INSTALLED.toFile())
              .redirectInput(INSTALLED.resolve("input.json").toFile())
              .redirectOutput(output.toFile())
              .redirectError(INSTALLED.resolve("errors.txt").toFile())
              .start();
      if (await(process) != 0) {
        throw new AssertionError(Files.readString(INSTALLED.resolve("errors.txt")));
      }
      return Files.readAllBytes(output);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static void install() {
    Path stamp = INSTALLED.resolve("installed-lock.json");
    try {
      String lock = Files.readString(SOURCES.resolve("package-lock.json"));
      if (Files.exists(stamp) && Files.readString(stamp).equals(lock)) {
        return;
      }
      Files.createDirectories(INSTALLED);
      for (String file : List.of("package.json", "package-lock.json")) {
        Files.copy(
            SOURCES.resolve(file), INSTALLED.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
      Process process = npmCi();
      String log = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (await(process) != 0) {
        throw unavailable("npm ci failed:\n" + log);
      }
      Files.writeString(stamp, lock);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static Process npmCi() {
    try {
      return new ProcessBuilder(
              "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
          .directory(INSTALLED.toFile())
          .redirectErrorStream(true)
          .start();
    } catch (IOException missing) {
      throw unavailable(
          "This test compares with packages from npm: install Node 18 or newer with npm. "
              + missing.getMessage());
    }
  }

  private static int await(Process process) {
    try {
      if (process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        return process.exitValue();
      }
      process.destroyForcibly();
      throw new AssertionError("still running after " + MINUTES + " minutes");
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }

  /**
   * A build server must never leave the comparison out; who has no Node is told what is missing.
   */
  private static RuntimeException unavailable(String message) {
    if ("true".equals(System.getenv("CI"))) {
      throw new AssertionError(message);
    }
    return new TestAbortedException(message);
  }
}

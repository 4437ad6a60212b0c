package dev.tributary.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Installs the gateways that come from npm, at the versions that the lock file names. */
final class Peers {

  private final Path sources;
  private final Path work;
  private final Consumer<String> say;

  /**
   * @param sources the directory with {@code package.json} and its lock file
   * @param work where to install
   */
  Peers(Path sources, Path work, Consumer<String> say) {
    this.sources = sources;
    this.work = work;
    this.say = say;
  }

  /**
   * Installs them unless the same lock file was installed before.
   *
   * @return the directory in which they are
   */
  Path installed() throws IOException, InterruptedException {
    Path target = Files.createDirectories(work.resolve("peers"));
    Path installed = target.resolve("installed-lock.json");
    Path lock = sources.resolve("package-lock.json");
    try (Stream<Path> files = Files.list(sources)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, target.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    if (Files.exists(installed) && Files.mismatch(installed, lock) < 0) {
      return target;
    }
    if (Programs.find("npm").isEmpty()) {
      throw new IOException("npm is needed to install it");
    }
    say.accept("Installing the peers with npm (once) ...");
    Path log = work.resolve("npm.log");
    Process npm =
        new ProcessBuilder(List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"))
            .directory(target.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (npm.waitFor() != 0) {
      throw new IOException("npm failed; see " + log);
    }
    Files.copy(lock, installed, StandardCopyOption.REPLACE_EXISTING);
    return target;
  }
}

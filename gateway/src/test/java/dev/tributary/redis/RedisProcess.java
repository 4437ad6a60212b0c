package dev.tributary.redis;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A server of Redis 7 or newer, or of Valkey, as operators run it: that of the machine, or Debian's
 * package, which is installed when it is missing and this process may do so.
 */
public final class RedisProcess implements AutoCloseable {

  private static final Pattern VERSION = Pattern.compile("v=(\\d+)\\.");

  private final Process process;
  private final Path directory;
  private final int port;

  private RedisProcess(Process process, Path directory, int port) {
    this.process = process;
    this.directory = directory;
    this.port = port;
  }

  /** Starts one that keeps nothing on disk. */
  public static RedisProcess start(String... settings) {
    return start(freePort(), settings);
  }

  public static RedisProcess start(int port, String... settings) {
    List<String> command =
        new ArrayList<>(
            List.of(
                program().toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no"));
    command.addAll(List.of(settings));
    return run(command, port);
  }

  /** One that watches a master, and makes its replica the master when it is gone. */
  public static RedisProcess sentinel(String masterName, int masterPort) {
    int port = freePort();
    Path directory = temporary();
    Path config = directory.resolve("sentinel.conf");
    try {
      Files.writeString(
          config,
          """
          port %d
          bind 127.0.0.1
          dir %s
          sentinel monitor %s 127.0.0.1 %d 1
          sentinel down-after-milliseconds %s 500
          sentinel failover-timeout %s 3000
          """
              .formatted(port, directory, masterName, masterPort, masterName, masterName));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return run(List.of(program().toString(), config.toString(), "--sentinel"), directory, port);
  }

  private static RedisProcess run(List<String> command, int port) {
    Path directory = temporary();
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of("--dir", directory.toString()));
    return run(all, directory, port);
  }

  private static RedisProcess run(List<String> command, Path directory, int port) {
    try {
      Path log = directory.resolve("redis.log");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      RedisProcess redis = new RedisProcess(process, directory, port);
      if (!redis.listens()) {
        String output = Files.readString(log);
        redis.close();
        throw new IllegalStateException("Redis does not start:\n" + output);
      }
      return redis;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean listens() throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (process.isAlive() && System.nanoTime() < end) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
        return true;
      } catch (IOException notYet) {
        try {
          process.waitFor(20, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
    }
    return false;
  }

  public int port() {
    return port;
  }

  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** As the kernel kills: nothing is said to anybody. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static int freePort() {
    try (ServerSocket free = new ServerSocket(0)) {
      // A cluster's bus listens ten thousand above.
      return free.getLocalPort() > 55_000 ? free.getLocalPort() - 20_000 : free.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("tributary-redis");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static synchronized Path program() {
    Path found = find();
    if (found == null && "root".equals(System.getProperty("user.name"))) {
      run("apt-get", "update", "-q");
      run("apt-get", "install", "-q", "-y", "--no-install-recommends", "redis-server");
      found = find();
    }
    if (found != null) {
      return found;
    }
    String missing = "Redis 7 is missing: install it (Debian's package redis-server)";
    if (System.getenv("CI") != null) {
      throw new IllegalStateException(missing);
    }
    return abort(missing);
  }

  private static @Nullable Path find() {
    for (String directory : System.getenv("PATH").split(File.pathSeparator, -1)) {
      for (String name : List.of("redis-server", "valkey-server")) {
        Path program = Path.of(directory, name);
        if (Files.isExecutable(program)) {
          Matcher version = VERSION.matcher(run(program.toString(), "--version"));
          if (version.find() && Integer.parseInt(version.group(1)) >= 7) {
            return program;
          }
        }
      }
    }
    return null;
  }

  private static String run(String... command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
    // The package's own service is not wanted.
    builder.environment().put("RUNLEVEL", "1");
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes());
      process.waitFor();
      return output;
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}

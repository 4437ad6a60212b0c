package dev.tributary.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * What the operating system accounts to a process and its children: CPU time, user and system
 * together, and the most memory that was resident. These figures survive a noisy machine;
 * wall-clock ones do not.
 */
public final class ProcessTree {

  private final ProcessHandle root;

  /**
   * @param root the process whose children count with it
   */
  public ProcessTree(ProcessHandle root) {
    this.root = root;
  }

  /** CPU time used so far by those that live. */
  Duration cpu() {
    return processes()
        .flatMap(process -> process.info().totalCpuDuration().stream())
        .reduce(Duration.ZERO, Duration::plus);
  }

  /**
   * The peak of each process's resident memory, added up, in bytes; 0 where the system has no
   * {@code /proc}. Pages that children share count for each.
   */
  long peakResident() {
    return processes().mapToLong(process -> status(process, "VmHWM:")).sum();
  }

  /** Their resident memory now, likewise. */
  public long resident() {
    return processes().mapToLong(process -> status(process, "VmRSS:")).sum();
  }

  private static long status(ProcessHandle process, String figure) {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith(figure))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .sum();
    } catch (IOException gone) {
      return 0;
    }
  }

  private Stream<ProcessHandle> processes() {
    return Stream.concat(Stream.of(root), root.descendants());
  }
}

package dev.tributary.supergraph;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.tributary.graph.QueryGraph;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A supergraph of ten megabytes is served within three seconds and 300 MB of heap. */
class LargeSupergraphTest {

  private static final long MEGABYTE = 1 << 20;

  /** All that is allocated, garbage included: 300 MB when this was written. */
  private static final long ALLOCATED = 400 * MEGABYTE;

  /** Processor time of one thread, on a machine of any speed: it takes 1.6 s on a cold one. */
  private static final Duration TIME = Duration.ofSeconds(10);

  private final ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void tenMegabytesOfInputTypesAreReadInLittleTimeAndSpace() {
    String sdl = LargeSupergraph.sdl();
    assertThat(sdl.length()).isGreaterThan(10_000_000);
    long allocatedBefore = thread.getCurrentThreadAllocatedBytes();
    long timeBefore = thread.getCurrentThreadCpuTime();

    Supergraph supergraph = SupergraphReader.read(sdl);
    QueryGraph graph = QueryGraph.of(supergraph);

    assertThat(thread.getCurrentThreadAllocatedBytes() - allocatedBefore).isLessThan(ALLOCATED);
    assertThat(Duration.ofNanos(thread.getCurrentThreadCpuTime() - timeBefore)).isLessThan(TIME);
    assertThat(supergraph.types()).hasSizeGreaterThan(LargeSupergraph.INPUTS);
    assertThat(graph.possible("Row0").size()).isEqualTo(1);
  }
}

package dev.tributary.supergraph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class RememberedSupergraphsTest {

  private static String sdl(String field) {
    return """
    schema @link(url: "https://specs.apollo.dev/link/v1.0")
      @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION) { query: Query }
    enum join__Graph { A @join__graph(name: "a", url: "http://a") }
    type Query @join__type(graph: A) { %s: Int }
    """
        .formatted(field);
  }

  @Test
  void whatWasReadIsNotReadAgainWhileThereIsRoom() {
    String one = sdl("a");
    RememberedSupergraphs room = new RememberedSupergraphs(one.length() * 2);
    Supergraph first = room.apply(one);

    assertThat(room.apply(sdl("b")).types()).containsKey("Query");
    assertThat(room.apply(sdl("a"))).isSameAs(first);

    room.apply(sdl("c"));
    assertThat(room.apply(sdl("a"))).as("asked for last").isSameAs(first);
    room.apply(sdl("d"));
    room.apply(sdl("e"));
    assertThat(room.apply(sdl("a"))).as("two others were read since").isNotSameAs(first);
  }

  @Test
  void whatIsNoSupergraphIsRefusedEachTime() {
    RememberedSupergraphs supergraphs = new RememberedSupergraphs();

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> supergraphs.apply("type Query { a: Int }"))
          .isInstanceOf(InvalidSupergraphException.class);
    }
  }

  @Test
  void severalWhoWantTheSameGetTheSame() throws Exception {
    RememberedSupergraphs supergraphs = new RememberedSupergraphs();
    Callable<Supergraph> reading = () -> supergraphs.apply(sdl("a"));
    Set<Integer> read = new HashSet<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (Future<Supergraph> each : threads.invokeAll(Collections.nCopies(8, reading))) {
        read.add(System.identityHashCode(each.get()));
      }
    }
    assertThat(read).hasSize(1);
  }
}

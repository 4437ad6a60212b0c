package dev.tributary.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.operation.OperationSignature;
import dev.tributary.subgraph.SubgraphSource;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What pages ask a store takes no more statements, and no longer answers, the more there is. */
class PagesAtScaleTest {

  private static final GraphId GRAPH = new GraphId("shop", GraphId.DEFAULT_VARIANT);
  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
  private static final LocalDate SINCE = LocalDate.parse("2026-11-01");
  private static final int PAGE = 10;

  @Test
  void noPageTakesMoreStatementsWhenThereIsTenTimesAsMuch(
      @TempDir Path small, @TempDir Path large) {
    assertThat(statements(large, 200)).isEqualTo(statements(small, 20));
  }

  /** By page, once its documents have been read. */
  private static Map<String, Integer> statements(Path directory, int size) {
    try (CountedStore counted = CountedStore.open(directory)) {
      fill(counted.store, size);
      Map<String, Integer> statements = new LinkedHashMap<>();
      pages(counted.store)
          .forEach(
              (name, page) -> {
                page.run();
                statements.put(name, counted.during(page));
              });
      return statements;
    }
  }

  private static Map<String, Runnable> pages(RegistryStore store) {
    RecordedUsage usage = store.usage().recorded();
    Map<String, Runnable> pages = new LinkedHashMap<>();
    pages.put("graphs", store::newest);
    pages.put("latest version", () -> store.latestVersion(GRAPH));
    pages.put("subgraphs", () -> store.subgraphs(GRAPH, 20));
    pages.put("supergraph", () -> store.release(GRAPH, 20));
    pages.put(
        "history", () -> assertThat(store.history(GRAPH, Long.MAX_VALUE, PAGE)).hasSize(PAGE));
    pages.put("far back", () -> assertThat(store.history(GRAPH, 15, PAGE)).hasSize(PAGE));
    pages.put("version", () -> store.detail(GRAPH, 12));
    pages.put(
        "audit",
        () -> assertThat(store.audit(Optional.of(GRAPH), Long.MAX_VALUE, PAGE)).hasSize(PAGE));
    pages.put("days", () -> usage.days(GRAPH, SINCE));
    pages.put(
        "operations", () -> assertThat(usage.operations(GRAPH, SINCE, 0, PAGE)).hasSize(PAGE));
    pages.put(
        "operation",
        () -> assertThat(usage.operation(GRAPH, operation(3).hash(), SINCE)).isPresent());
    pages.put("clients", () -> assertThat(usage.clients(GRAPH, SINCE, PAGE)).hasSize(PAGE));
    pages.put("fields", () -> usage.coordinates(GRAPH, SINCE));
    pages.put("who uses a field", () -> usage.using(GRAPH, "Query.f1", SINCE, PAGE));
    return pages;
  }

  /** As many versions, operations and clients. */
  private static void fill(RegistryStore store, int size) {
    for (int number = 1; number <= size; number++) {
      SubgraphVersion subgraph =
          SubgraphVersion.of(
              new SubgraphSource("s", "http://s", "type Query { f%d: Int }".formatted(number)),
              NOW,
              "ci",
              "");
      String sdl = "supergraph " + number;
      boolean stored =
          store.append(
              new SupergraphRelease(
                  new SupergraphVersion(
                      GRAPH,
                      number,
                      ContentHash.ofDocument(sdl),
                      NOW,
                      "ci",
                      "",
                      List.of(
                          new SubgraphChange(
                              number == 1
                                  ? SubgraphChange.Kind.ADDED
                                  : SubgraphChange.Kind.REPLACED,
                              "s",
                              subgraph.id()))),
                  sdl,
                  List.of()),
              List.of(subgraph));
      assertThat(stored).isTrue();
    }
    store
        .usage()
        .addOperations(
            GRAPH,
            IntStream.range(0, size)
                .mapToObj(
                    i -> new UsageStore.NewOperation(operation(i), Set.of("Query.f" + i, "Query")))
                .toList(),
            "supergraph",
            NOW,
            1_000);
    store
        .usage()
        .add(
            GRAPH,
            LocalDate.parse("2026-11-29"),
            new UsageReport(
                IntStream.range(0, size)
                    .mapToObj(
                        i -> new UsageReport.Entry(operation(i), "client-" + i, "1", totals()))
                    .toList()));
  }

  private static OperationSignature operation(int number) {
    return OperationSignature.of("query Q%d { f%d }".formatted(number, number), null).orElseThrow();
  }

  private static UsageTotals totals() {
    List<Long> latencies = new ArrayList<>(Collections.nCopies(Latencies.SIZE, 0L));
    latencies.set(0, 1L);
    return new UsageTotals(1, 0, 10, 1, new Latencies(latencies));
  }

  /** A store that tells how many statements it prepares. */
  private record CountedStore(RegistryStore store, AtomicInteger prepared)
      implements AutoCloseable {

    static CountedStore open(Path directory) {
      JdbcConnectionPool pool = H2Database.open(directory);
      AtomicInteger prepared = new AtomicInteger();
      DataSource counted =
          proxy(
              DataSource.class,
              pool,
              result ->
                  result instanceof Connection connection
                      ? proxy(Connection.class, connection, same -> same, prepared)
                      : result,
              new AtomicInteger());
      return new CountedStore(
          new JdbcRegistryStore(new JdbcDatabase(counted, new Alone(pool::dispose))), prepared);
    }

    int during(Runnable work) {
      int before = prepared.get();
      work.run();
      return prepared.get() - before;
    }

    @Override
    public void close() {
      store.close();
    }

    private static <T> T proxy(
        Class<T> type, T target, UnaryOperator<Object> result, AtomicInteger prepared) {
      return type.cast(
          Proxy.newProxyInstance(
              PagesAtScaleTest.class.getClassLoader(),
              new Class<?>[] {type},
              (proxy, method, arguments) -> {
                if (method.getName().equals("prepareStatement")) {
                  prepared.incrementAndGet();
                }
                try {
                  Object answer = method.invoke(target, arguments);
                  return answer == null ? null : result.apply(answer);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              }));
    }
  }
}

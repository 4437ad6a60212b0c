package dev.tributary.telemetry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The last few requests, for people who watch: what was asked by whom, how long it took and what
 * came of it. Neither documents nor variables are kept. Safe for use by many threads, and a request
 * waits for none of them.
 */
public final class RecentRequests implements RequestListener {

  private static final int KEPT = 200;
  private static final int MOST_NAME = 128;

  private final String applicationHeader;
  private final AtomicReferenceArray<@Nullable Entry> ring = new AtomicReferenceArray<>(KEPT);
  private final AtomicLong next = new AtomicLong();

  private record Entry(
      long number,
      Instant at,
      String operation,
      String kind,
      String client,
      int status,
      long micros,
      long cost,
      RequestRecord.Result result,
      List<String> codes) {}

  /**
   * @param names where clients say what they are
   */
  public RecentRequests(MetricsOptions names) {
    this.applicationHeader = names.applicationHeader();
  }

  @Override
  public void ended(RequestRecord request) {
    long number = next.getAndIncrement();
    String name = request.head().headers().get(applicationHeader);
    ring.set(
        (int) (number % KEPT),
        new Entry(
            number,
            Instant.now(),
            cut(request.operation()),
            cut(request.kind()),
            cut(name == null ? request.client() : name),
            request.status(),
            request.nanos() / 1_000,
            request.spent(),
            request.result(),
            request.errors().keySet().stream().limit(5).map(RecentRequests::cut).toList()));
  }

  private static String cut(@Nullable String text) {
    return text == null || text.length() <= MOST_NAME
        ? (text == null ? "" : text)
        : text.substring(0, MOST_NAME);
  }

  /** The newest first. */
  public List<ObjectNode> newest() {
    List<ObjectNode> all = new ArrayList<>();
    long last = next.get();
    for (long number = last - 1; number >= Math.max(0, last - KEPT); number--) {
      Entry entry = ring.get((int) (number % KEPT));
      // Another one may be there already, or not yet.
      if (entry != null && entry.number() == number) {
        all.add(json(entry));
      }
    }
    return all;
  }

  private static ObjectNode json(Entry entry) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("number", entry.number())
            .put("at", entry.at().toString())
            .put("operation", entry.operation())
            .put("kind", entry.kind())
            .put("client", entry.client())
            .put("status", entry.status())
            .put("micros", entry.micros())
            .put("cost", entry.cost())
            .put("result", entry.result().name());
    var codes = json.putArray("codes");
    entry.codes().forEach(codes::add);
    return json;
  }
}

package dev.tributary.telemetry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What each client uses: in all, by operation, by hour; and which fields are asked for, in a
 * sample. Kept in memory, bounded by the number of clients; whole hours can be added to a file.
 * Safe for use by many threads.
 */
public final class Consumption implements RequestListener {

  private static final Logger LOG = LoggerFactory.getLogger(Consumption.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_FIELDS = 5_000;
  private static final long HOUR = 3_600;

  /** Every so-many'th request has its fields counted, for all of them. */
  private static final int FIELDS_OF = 64;

  private final ConsumptionOptions options;
  private final LongSupplier seconds;
  private final Queue<ClientUse> known = new ConcurrentLinkedQueue<>();
  private final Bounded<ClientUse> clients;
  private final Queue<Field> knownFields = new ConcurrentLinkedQueue<>();
  private final Bounded<Field> fields;
  private final AtomicLong count = new AtomicLong();
  private final Instant since;
  private long written;

  private record Field(String coordinate, LongAdder requests) {}

  Consumption(ConsumptionOptions options) {
    this(options, () -> System.currentTimeMillis() / 1_000);
  }

  /**
   * @param seconds since 1970
   */
  Consumption(ConsumptionOptions options, LongSupplier seconds) {
    this.options = options;
    this.seconds = seconds;
    this.since = Instant.ofEpochSecond(seconds.getAsLong());
    this.written = seconds.getAsLong() / HOUR;
    this.clients =
        new Bounded<>(
            options.clients(),
            name -> {
              ClientUse client = new ClientUse(name, options.hours());
              known.add(client);
              return client;
            });
    this.fields =
        new Bounded<>(
            MOST_FIELDS,
            coordinate -> {
              Field field = new Field(coordinate, new LongAdder());
              knownFields.add(field);
              return field;
            });
  }

  @Override
  public void ended(RequestRecord request) {
    clients
        .of(request.client() == null ? "anonymous" : request.client())
        .used(request, seconds.getAsLong());
    PlanText plan = request.plan();
    if (plan != null && count.getAndIncrement() % FIELDS_OF == 0) {
      plan.coordinates().forEach(coordinate -> fields.of(coordinate).requests().add(FIELDS_OF));
    }
  }

  /** Every client's hours, in lines of JSON: what {@code tributary limits} reads. */
  public String recorded() {
    StringBuilder lines = new StringBuilder();
    for (HourOfUse hour : hours()) {
      lines.append(hour.toJson()).append('\n');
    }
    return lines.toString();
  }

  private List<HourOfUse> hours() {
    List<HourOfUse> all = new ArrayList<>();
    known.forEach(client -> all.addAll(client.hours(seconds.getAsLong())));
    return all;
  }

  /**
   * A JSON object: clients by what they spent, their operations, and fields.
   *
   * @param only the one client that is asked about; null for all
   */
  public String report(@Nullable String only) {
    ObjectNode report = JSON.createObjectNode().put("since", since.toString());
    ArrayNode list = report.putArray("clients");
    List<ClientUse> asked =
        known.stream().filter(client -> only == null || client.client().equals(only)).toList();
    asked.forEach(client -> write(client, list.addObject()));
    if (only == null) {
      ArrayNode most = report.putArray("fields");
      knownFields.stream()
          .sorted(Comparator.comparingLong((Field field) -> -field.requests().sum()))
          .forEach(
              field ->
                  most.addObject()
                      .put("field", field.coordinate())
                      .put("requests", field.requests().sum()));
    }
    return report.toString();
  }

  private void write(ClientUse client, ObjectNode to) {
    List<HourOfUse> hours = client.hours(seconds.getAsLong());
    Recorded recorded = Recorded.of(hours);
    to.put("client", client.client())
        .put("requests", recorded.requests())
        .put("refused", recorded.refused())
        .put("units", recorded.units());
    to.putObject("cost")
        .put("p50", recorded.costs().quantile(0.5))
        .put("p99", recorded.costs().quantile(0.99));
    to.putObject("unitsPerMinute").put("p99", recorded.minutes().quantile(0.99));
    ArrayNode operations = to.putArray("operations");
    client.operations().stream()
        .sorted(Comparator.comparingLong((ClientUse.Operation each) -> -each.units()))
        .forEach(
            each ->
                operations
                    .addObject()
                    .put("operation", each.name())
                    .put("requests", each.requests())
                    .put("units", each.units()));
    ArrayNode byHour = to.putArray("hours");
    hours.forEach(
        hour ->
            byHour
                .addObject()
                .put("hour", hour.hour().toString())
                .put("requests", hour.requests())
                .put("refused", hour.refused())
                .put("units", hour.units()));
  }

  /** Adds hours that are over to the file, if there is one. May block. */
  public synchronized void write() {
    Path file = options.file();
    long now = seconds.getAsLong() / HOUR;
    if (file == null || now == written) {
      return;
    }
    append(file, written, now);
    written = now;
  }

  /** Adds what is not in the file yet, the hour that is not over included. */
  synchronized void writeOut() {
    Path file = options.file();
    if (file != null) {
      append(file, written, Long.MAX_VALUE);
      written = Long.MAX_VALUE;
    }
  }

  private void append(Path file, long from, long to) {
    StringBuilder lines = new StringBuilder();
    for (HourOfUse hour : hours()) {
      long number = hour.hour().getEpochSecond() / HOUR;
      if (number >= from && number < to) {
        lines.append(hour.toJson()).append('\n');
      }
    }
    try {
      if (Files.exists(file) && Files.size(file) > options.fileBytes()) {
        Files.move(
            file,
            file.resolveSibling(file.getFileName() + ".1"),
            StandardCopyOption.REPLACE_EXISTING);
      }
      Files.writeString(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      LOG.warn("Consumption could not be written to {}: {}", file, e.toString());
    }
  }
}

package dev.tributary.samples.inventory;

import dev.tributary.samples.data.Stock;
import dev.tributary.samples.data.StockRecord;
import dev.tributary.samples.data.Warehouse;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What lies where, and what is set aside. Confined to the event loop of the service. */
public final class StockRoom {

  /** So many reservations are remembered, the newest. */
  private static final int MOST_RESERVATIONS = 10_000;

  private static final BigDecimal FREE_FROM = new BigDecimal("250");

  private final Map<String, StockRecord> records = new HashMap<>();
  private final Map<String, Integer> reserved = new HashMap<>();
  private final Map<String, Warehouse> warehouses = new LinkedHashMap<>();
  private final InstantSource clock;
  private int reservationsMade;

  private final Map<String, Reservation> reservations =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Reservation> eldest) {
          return size() > MOST_RESERVATIONS;
        }
      };

  /** Goods set aside until they are bought or the time is over. */
  public record Reservation(
      String id, String upc, int quantity, @Nullable String note, OffsetDateTime expires) {}

  /** What reserving came to. */
  public sealed interface Outcome {
    record Reserved(Reservation reservation) implements Outcome {}

    record UnknownProduct() implements Outcome {}

    record TooFew(int left) implements Outcome {}
  }

  public StockRoom(Stock stock, InstantSource clock) {
    this.clock = clock;
    stock.records().forEach(record -> records.put(record.upc(), record));
    stock.warehouses().forEach(warehouse -> warehouses.put(warehouse.code(), warehouse));
  }

  public Optional<StockRecord> stock(String upc) {
    return Optional.ofNullable(records.get(upc));
  }

  /** What is left for sale. */
  public int available(StockRecord record) {
    return record.quantity() - reserved.getOrDefault(record.upc(), 0);
  }

  public Collection<Warehouse> warehouses() {
    return warehouses.values();
  }

  public Optional<Warehouse> warehouse(String code) {
    return Optional.ofNullable(warehouses.get(code));
  }

  Optional<Reservation> reservation(String id) {
    return Optional.ofNullable(reservations.get(id));
  }

  /**
   * @param quantity one or more
   */
  public Outcome reserve(String upc, int quantity, @Nullable String note) {
    StockRecord record = records.get(upc);
    if (record == null) {
      return new Outcome.UnknownProduct();
    }
    int left = available(record);
    if (left < quantity) {
      return new Outcome.TooFew(left);
    }
    reserved.merge(upc, quantity, Integer::sum);
    OffsetDateTime expires = clock.instant().plus(Duration.ofDays(2)).atOffset(ZoneOffset.UTC);
    String id = "res-" + ++reservationsMade;
    Reservation reservation = new Reservation(id, upc, quantity, note, expires);
    reservations.put(id, reservation);
    return new Outcome.Reserved(reservation);
  }

  /** What sending so many grams of goods of that value costs; dear goods are sent free. */
  public static BigDecimal shipping(int grams, BigDecimal value) {
    return value.compareTo(FREE_FROM) >= 0
        ? new BigDecimal("0.00")
        : BigDecimal.valueOf(grams)
            .multiply(new BigDecimal("0.0025"))
            .add(new BigDecimal("3.90"))
            .setScale(2, RoundingMode.HALF_UP);
  }
}

package dev.tributary.samples.data;

import dev.tributary.samples.data.StockRecord.Level;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What lies in which warehouse. */
public record Stock(List<Warehouse> warehouses, List<StockRecord> records) {

  private static final OffsetDateTime FIRST_DELIVERY =
      OffsetDateTime.of(2026, 1, 5, 5, 45, 0, 0, ZoneOffset.UTC);

  private static final List<Warehouse> WAREHOUSES =
      List.of(
          new Warehouse("BRE", "Bremen", "DE", 42_000),
          new Warehouse("GHE", "Ghent", "BE", 18_500),
          new Warehouse("LYO", "Lyon", "FR", 27_000),
          new Warehouse("MLM", "Malmo", "SE", 9_800),
          new Warehouse("VLC", "Valencia", "ES", 15_200));

  public Stock {
    warehouses = List.copyOf(warehouses);
    records = List.copyOf(records);
  }

  /** The same stock every time. One product in twenty is unknown to the warehouses. */
  public static Stock generate() {
    Random random = new Random(43);
    List<StockRecord> records = new ArrayList<>();
    int index = 0;
    for (String upc : Catalogue.upcs()) {
      if (++index % 20 != 0) {
        records.add(record(random, upc));
      }
    }
    return new Stock(WAREHOUSES, records);
  }

  private static StockRecord record(Random random, String upc) {
    boolean soldOut = random.nextInt(6) == 0;
    List<Level> levels = new ArrayList<>();
    for (Warehouse warehouse : WAREHOUSES) {
      if (random.nextInt(3) != 0) {
        String shelf = random.nextInt(8) == 0 ? null : shelf(random);
        levels.add(new Level(warehouse.code(), soldOut ? 0 : random.nextInt(60), shelf));
      }
    }
    OffsetDateTime restocked =
        random.nextInt(10) == 0 ? null : FIRST_DELIVERY.plusHours(random.nextInt(24 * 200));
    return new StockRecord(upc, restocked, levels);
  }

  private static String shelf(Random random) {
    return "%c-%02d".formatted('A' + random.nextInt(12), 1 + random.nextInt(40));
  }
}

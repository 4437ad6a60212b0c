package dev.tributary.samples.data;

import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How much there is of one product, and where. */
public record StockRecord(String upc, @Nullable OffsetDateTime restocked, List<Level> levels) {

  public StockRecord {
    levels = List.copyOf(levels);
  }

  /** Over all warehouses. */
  public int quantity() {
    return levels.stream().mapToInt(Level::quantity).sum();
  }

  /**
   * @param warehouse a code
   * @param shelf null when the goods are not on a shelf
   */
  public record Level(String warehouse, int quantity, @Nullable String shelf) {}
}

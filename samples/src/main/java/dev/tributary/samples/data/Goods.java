package dev.tributary.samples.data;

import org.jspecify.annotations.Nullable;

/** A product as far as every service knows one. */
public interface Goods {

  String upc();

  /** Null where a service was not told it. */
  @Nullable Money price();

  /** In grams; null when it is not known, or where a service was not told it. */
  @Nullable Integer weight();
}

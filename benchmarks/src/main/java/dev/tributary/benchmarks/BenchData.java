package dev.tributary.benchmarks;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.IntStream;

/** The rows of the benchmark's four services, as {@code data.json} holds them. */
record BenchData(
    @JsonProperty("USERS") List<User> users,
    @JsonProperty("PRODUCTS") List<Product> products,
    @JsonProperty("REVIEWS") List<Review> reviews,
    @JsonProperty("INVENTORY") List<Stock> inventory) {

  public record User(String id, String name, String username, int birthday) {}

  public record Product(
      String upc, String name, int price, int weight, String notes, String internal) {}

  public record Review(String id, String body, Upc product) {}

  public record Upc(String upc) {}

  public record Stock(String upc, @JsonProperty("in_stock") boolean inStock) {}

  /** How many products the large data holds. */
  static final int LARGE = 10_000;

  /** Data of the same form with {@link #LARGE} products, each in stock or not, and no reviews. */
  static BenchData large() {
    return new BenchData(
        List.of(new User("1", "Ada Lovelace", "ada", 1815)),
        IntStream.rangeClosed(1, LARGE)
            .mapToObj(
                n ->
                    new Product(
                        "upc-" + n, "Product " + n, 10 + n % 1500, n % 700, "Notes " + n, "-"))
            .toList(),
        List.of(),
        IntStream.rangeClosed(1, LARGE).mapToObj(n -> new Stock("upc-" + n, n % 3 != 0)).toList());
  }

  static BenchData load() {
    try {
      return new ObjectMapper().readValue(BenchGraph.text("data.json"), BenchData.class);
    } catch (IOException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }
}

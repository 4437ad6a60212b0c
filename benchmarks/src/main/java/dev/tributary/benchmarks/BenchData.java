package dev.tributary.benchmarks;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

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

  static BenchData load() {
    try {
      return new ObjectMapper().readValue(BenchGraph.text("data.json"), BenchData.class);
    } catch (IOException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }
}

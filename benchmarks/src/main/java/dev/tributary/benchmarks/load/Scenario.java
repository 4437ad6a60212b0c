package dev.tributary.benchmarks.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.benchmarks.BenchGraph;
import dev.tributary.benchmarks.BenchServices;
import dev.tributary.benchmarks.ManyGraph;
import java.time.Duration;
import java.util.List;

/**
 * One thing that is asked of every gateway.
 *
 * @param name as on the command line
 * @param title as in the tables
 * @param supergraph its SDL, with the services' addresses in it
 * @param operation the document; {@link #DISTINCT} in it becomes another eight digits each time
 * @param expected the whole answer
 * @param connections how many clients ask at once, each waiting for its answer
 * @param serviceLatency how long each service takes before it answers
 */
record Scenario(
    String name,
    String title,
    String supergraph,
    String operation,
    JsonNode expected,
    int connections,
    Duration serviceLatency) {

  /** Stands in an operation for what makes each request's document another one. */
  static final String DISTINCT = "d00000000";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int WIDE = 1_000;
  private static final int BIG = 10_000;

  /** Is every request's document another one, so that no gateway can have prepared it? */
  boolean distinct() {
    return operation.contains(DISTINCT);
  }

  /**
   * All scenarios, the public benchmark's first.
   *
   * @param services where {@link BenchServices} listens, such as {@code http://127.0.0.1:4200}
   */
  static List<Scenario> all(String services) {
    String graph = BenchGraph.supergraph(services);
    String large = BenchGraph.supergraph(services + "/large");
    String slow = BenchGraph.supergraph(services + "/slow");
    JsonNode heavy = read(BenchGraph.expectedResponse());
    return List.of(
        new Scenario(
            "heavy",
            "the public benchmark's operation, 87 kB",
            graph,
            BenchGraph.operation(),
            heavy,
            50,
            Duration.ZERO),
        new Scenario(
            "small",
            "one call, 250 bytes",
            graph,
            "query Small { topProducts(first: 5) { upc name price } }",
            small(heavy),
            50,
            Duration.ZERO),
        new Scenario(
            "wide",
            "one entity call of 1,000 representations",
            large,
            "query Wide { topProducts(first: 1000) { upc inStock } }",
            products(WIDE, false),
            50,
            Duration.ZERO),
        new Scenario(
            "megabyte",
            "one call, an answer of 1 MB",
            large,
            "query Megabyte { topProducts(first: 10000) { upc name price weight notes } }",
            products(BIG, true),
            20,
            Duration.ZERO),
        new Scenario(
            "distinct",
            "every document new: parsed, validated, planned",
            graph,
            "query Distinct { d00000000: __typename users { id username reviews { id product { upc"
                + " name inStock shippingEstimate } } } }",
            distinct(heavy),
            50,
            Duration.ZERO),
        new Scenario(
            "slow",
            "services take 50 ms, 5,000 clients at once",
            slow,
            "query Slow { topProducts { upc name price inStock } }",
            slow(heavy),
            5_000,
            BenchServices.SLOWNESS),
        new Scenario(
            "many",
            "100 services, 20 of them asked",
            ManyGraph.supergraph(services + "/many"),
            ManyGraph.operation(),
            many(),
            50,
            Duration.ZERO));
  }

  private static JsonNode small(JsonNode heavy) {
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode products = answer.putObject("data").putArray("topProducts");
    heavy
        .at("/data/topProducts")
        .forEach(one -> products.add(pick((ObjectNode) one, "upc", "name", "price")));
    return answer;
  }

  private static JsonNode slow(JsonNode heavy) {
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode products = answer.putObject("data").putArray("topProducts");
    heavy
        .at("/data/topProducts")
        .forEach(one -> products.add(pick((ObjectNode) one, "upc", "name", "price", "inStock")));
    return answer;
  }

  private static JsonNode distinct(JsonNode heavy) {
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode users = answer.putObject("data").put(DISTINCT, "Query").putArray("users");
    for (JsonNode user : heavy.at("/data/users")) {
      ObjectNode picked = pick((ObjectNode) user, "id", "username");
      ArrayNode reviews = picked.putArray("reviews");
      for (JsonNode review : user.get("reviews")) {
        reviews
            .addObject()
            .<ObjectNode>setAll(pick((ObjectNode) review, "id"))
            .set(
                "product",
                pick(
                    (ObjectNode) review.get("product"),
                    "upc",
                    "name",
                    "inStock",
                    "shippingEstimate"));
      }
      users.add(picked);
    }
    return answer;
  }

  private static JsonNode products(int count, boolean wholly) {
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode products = answer.putObject("data").putArray("topProducts");
    for (int n = 1; n <= count; n++) {
      ObjectNode product = products.addObject().put("upc", "upc-" + n);
      if (wholly) {
        product
            .put("name", "Product " + n)
            .put("price", 10 + n % 1500)
            .put("weight", n % 700)
            .put("notes", "Notes " + n);
      } else {
        product.put("inStock", n % 3 != 0);
      }
    }
    return answer;
  }

  private static JsonNode many() {
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode items = answer.putObject("data").putArray("items");
    for (int i = 0; i < ManyGraph.ITEMS; i++) {
      ObjectNode item = items.addObject().put("id", "i" + i);
      for (int n = 0; n < ManyGraph.ASKED; n++) {
        item.put("f" + n, n + " of i" + i);
      }
    }
    return answer;
  }

  private static ObjectNode pick(ObjectNode from, String... fields) {
    ObjectNode picked = JSON.createObjectNode();
    for (String field : fields) {
      picked.set(field, from.get(field));
    }
    return picked;
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException malformed) {
      throw new IllegalStateException(malformed);
    }
  }
}

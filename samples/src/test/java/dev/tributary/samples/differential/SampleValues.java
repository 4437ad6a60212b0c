package dev.tributary.samples.differential;

import static java.nio.charset.StandardCharsets.UTF_8;

import graphql.schema.GraphQLScalarType;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/** Values such as the sample data knows, with some that it does not, by the argument's name. */
final class SampleValues implements ScalarValues {

  private static final List<String> WORDS = List.of("lamp", "tent", "Ridge", "tables", "zz");
  private static final List<String> SLUGS = List.of("outdoor", "home", "tents", "lamps", "none");
  private static final List<String> CODES = List.of("BRE", "GHE", "LYO", "MLM", "VLC");

  @Override
  public Object value(String name, GraphQLScalarType type, Random random) {
    return switch (name) {
      // One in a hundred is more than the services allow: a field error.
      case "first" -> random.nextInt(100) == 0 ? 101 : random.nextInt(4);
      case "offset" -> random.nextInt(210);
      case "after" -> cursor("1000" + (10 + random.nextInt(90)));
      case "known upc" -> upc(random, 240);
      case "upc" -> upc(random, random.nextInt(9) == 0 ? 300 : 240);
      case "id", "ids" -> random.nextInt(4) == 0 ? "b" + (1 + random.nextInt(14)) : userId(random);
      case "author" -> userId(random);
      case "review" -> "r" + (1 + random.nextInt(1_500));
      case "username" -> random.nextBoolean() ? "beriksen1" : "nobody";
      case "brand" -> "b" + (1 + random.nextInt(12));
      case "slug", "category" -> SLUGS.get(random.nextInt(SLUGS.size()));
      case "code" -> CODES.get(random.nextInt(CODES.size()));
      case "text" -> WORDS.get(random.nextInt(WORDS.size()));
      case "tags" -> random.nextBoolean() ? "light" : "warm";
      case "maxPrice", "amount" -> BigDecimal.valueOf(random.nextInt(40_000), 2);
      case "rating" -> random.nextInt(7);
      case "quantity" -> 1 + random.nextInt(40);
      case "title", "body", "note", "displayName" ->
          "So \"it\" is,\n\u00e4\u20ac\ud83d\ude00 \\ " + random.nextInt(9);
      default -> throw new IllegalStateException("no value is known for " + name);
    };
  }

  /** Of so many, 240 of which exist. */
  private static String upc(Random random, int count) {
    return Integer.toString(100_001 + random.nextInt(count));
  }

  private static String userId(Random random) {
    return "u" + (1 + random.nextInt(200));
  }

  private static String cursor(String key) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(UTF_8));
  }
}

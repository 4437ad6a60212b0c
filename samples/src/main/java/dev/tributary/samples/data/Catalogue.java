package dev.tributary.samples.data;

import static dev.tributary.samples.data.Vocabulary.pick;

import dev.tributary.samples.data.Product.Attribute;
import dev.tributary.samples.data.Product.Colour;
import dev.tributary.samples.data.Product.Image;
import dev.tributary.samples.data.Product.Material;
import dev.tributary.samples.data.Product.Media;
import dev.tributary.samples.data.Product.Size;
import dev.tributary.samples.data.Product.Video;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** What the shop sells. */
public record Catalogue(List<Category> categories, List<Product> products) {

  private static final int FIRST_UPC = 100_001;
  private static final int PRODUCTS = 240;

  private static final OffsetDateTime FIRST_RELEASE =
      OffsetDateTime.of(2020, 1, 15, 9, 30, 0, 0, ZoneOffset.UTC);

  private static final List<Category> CATEGORIES =
      List.of(
          new Category("outdoor", "Outdoor", null),
          new Category("home", "Home", null),
          new Category("tents", "Tents", "outdoor"),
          new Category("packs", "Packs", "outdoor"),
          new Category("cooking", "Camp cooking", "outdoor"),
          new Category("clothing", "Clothing", "outdoor"),
          new Category("sleeping", "Sleeping", "outdoor"),
          new Category("tables", "Tables", "home"),
          new Category("lamps", "Lamps", "home"),
          new Category("textiles", "Textiles", "home"));

  /** What is sold in a category, and within which bounds. */
  private record Kind(String category, List<String> names, int cents, int grams) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("tents", List.of("tent", "tarp", "bivouac bag"), 38_900, 2_400),
          new Kind("packs", List.of("rucksack", "day pack", "dry bag"), 12_900, 1_100),
          new Kind("cooking", List.of("stove", "kettle", "pan set"), 6_990, 640),
          new Kind("clothing", List.of("rain jacket", "jumper", "gaiters"), 15_900, 480),
          new Kind("sleeping", List.of("sleeping bag", "mat", "hammock"), 18_500, 950),
          new Kind("tables", List.of("side table", "folding table", "bench"), 45_000, 14_000),
          new Kind("lamps", List.of("lantern", "reading lamp", "head torch"), 5_490, 320),
          new Kind("textiles", List.of("blanket", "cushion", "towel"), 4_290, 700));

  public Catalogue {
    categories = List.copyOf(categories);
    products = List.copyOf(products);
  }

  /** The same catalogue every time. */
  public static Catalogue generate() {
    Random random = new Random(61);
    List<Product> products = new ArrayList<>(PRODUCTS);
    for (int index = 0; index < PRODUCTS; index++) {
      products.add(product(random, index));
    }
    return new Catalogue(CATEGORIES, products);
  }

  /** The keys of all products. */
  static List<String> upcs() {
    return IntStream.range(0, PRODUCTS).mapToObj(Catalogue::upc).toList();
  }

  private static String upc(int index) {
    return Integer.toString(FIRST_UPC + index);
  }

  private static Product product(Random random, int index) {
    Kind kind = pick(random, KINDS);
    String noun = pick(random, kind.names());
    String range = pick(random, Vocabulary.RANGES);
    int cents = kind.cents() / 2 + random.nextInt(kind.cents());
    int grams = kind.grams() / 2 + random.nextInt(kind.grams());
    return new Product(
        upc(index),
        range + " " + noun + " " + (10 + random.nextInt(90)),
        "The %s of our %s range, made to be used and to be repaired.".formatted(noun, range),
        Money.euros(cents),
        Money.euros(cents * 6 / 10),
        random.nextInt(12) == 0 ? null : grams,
        kind.category(),
        pick(random, People.brandIds()),
        FIRST_RELEASE.plusHours(random.nextInt(24 * 365 * 5)),
        tags(random),
        attributes(random, grams),
        media(random, upc(index)),
        random.nextInt(5_000),
        random.nextInt(10, 51) / 10.0);
  }

  private static List<String> tags(Random random) {
    return random
        .ints(random.nextInt(4), 0, Vocabulary.TAGS.size())
        .distinct()
        .mapToObj(Vocabulary.TAGS::get)
        .toList();
  }

  private static List<Attribute> attributes(Random random, int grams) {
    List<Attribute> attributes = new ArrayList<>();
    String[] colour = pick(random, Vocabulary.COLOURS).split(":", 2);
    attributes.add(new Colour(colour[0], colour[1]));
    if (random.nextBoolean()) {
      int length = 20 + grams / 100;
      attributes.add(
          new Size(
              pick(random, List.of("S", "M", "L")),
              List.of(length, length / 2 + random.nextInt(10), 5 + random.nextInt(30))));
    }
    if (random.nextBoolean()) {
      attributes.add(
          new Material(pick(random, Vocabulary.MATERIALS), random.nextInt(0, 21) * 5 / 100.0));
    }
    return attributes;
  }

  private static List<Media> media(Random random, String upc) {
    List<Media> media = new ArrayList<>();
    int images = 1 + random.nextInt(3);
    for (int number = 1; number <= images; number++) {
      String url = "https://images.shop.example/%s/%d.webp".formatted(upc, number);
      media.add(new Image(url, number == 1 ? "From the front" : null, 1600, 1200));
    }
    if (random.nextInt(5) == 0) {
      String url = "https://images.shop.example/%s/tour.mp4".formatted(upc);
      media.add(new Video(url, "In use", 30 + random.nextInt(90), List.of("en", "de")));
    }
    return media;
  }
}

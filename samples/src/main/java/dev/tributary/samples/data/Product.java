package dev.tributary.samples.data;

import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param weight in grams; null when it is not known
 * @param category a slug
 * @param brand an id
 * @param sold how many the shop has sold so far
 * @param averageRating of the old shop, before there was a service for reviews
 */
public record Product(
    String upc,
    String name,
    String description,
    Money price,
    Money purchasePrice,
    @Nullable Integer weight,
    String category,
    String brand,
    OffsetDateTime released,
    List<String> tags,
    List<Attribute> attributes,
    List<Media> media,
    int sold,
    double averageRating)
    implements Goods {

  public Product {
    tags = List.copyOf(tags);
    attributes = List.copyOf(attributes);
    media = List.copyOf(media);
  }

  /** The same product at another price. */
  public Product priced(Money newPrice) {
    return new Product(
        upc,
        name,
        description,
        newPrice,
        purchasePrice,
        weight,
        category,
        brand,
        released,
        tags,
        attributes,
        media,
        sold,
        averageRating);
  }

  /** What tells one variant from another. */
  public sealed interface Attribute {}

  /** A colour. */
  public record Colour(String name, String hex) implements Attribute {}

  /**
   * @param centimetres length, width and height
   */
  public record Size(String label, List<Integer> centimetres) implements Attribute {
    public Size {
      centimetres = List.copyOf(centimetres);
    }
  }

  /**
   * @param recycledShare from 0 to 1
   */
  public record Material(String name, double recycledShare) implements Attribute {}

  /** What shows the product. */
  public sealed interface Media {
    String url();

    @Nullable String caption();
  }

  /** A picture, measured in pixels. */
  public record Image(String url, @Nullable String caption, int width, int height)
      implements Media {}

  /**
   * @param subtitles languages
   */
  public record Video(String url, @Nullable String caption, int seconds, List<String> subtitles)
      implements Media {
    public Video {
      subtitles = List.copyOf(subtitles);
    }
  }
}

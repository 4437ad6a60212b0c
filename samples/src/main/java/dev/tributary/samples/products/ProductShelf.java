package dev.tributary.samples.products;

import dev.tributary.samples.data.Catalogue;
import dev.tributary.samples.data.Category;
import dev.tributary.samples.data.Money;
import dev.tributary.samples.data.Product;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What can be bought. Confined to the event loop of the service. */
public final class ProductShelf {

  /** Of the currencies that the shop is paid in. */
  private static final int DECIMALS = 2;

  private final Map<String, Product> products = new LinkedHashMap<>();
  private final Map<String, Category> categories = new LinkedHashMap<>();

  /** In what order products are listed; the upc decides between equals. */
  enum Order {
    NAME(Comparator.comparing(Product::name)),
    PRICE(Comparator.comparing(product -> product.price().amount())),
    NEWEST(Comparator.comparing(Product::released).reversed()),
    BEST_SELLING(Comparator.comparing(Product::sold).reversed());

    private final Comparator<Product> comparator;

    Order(Comparator<Product> comparator) {
      this.comparator = comparator.thenComparing(Product::upc);
    }
  }

  public ProductShelf(Catalogue catalogue) {
    catalogue.products().forEach(product -> products.put(product.upc(), product));
    catalogue.categories().forEach(category -> categories.put(category.slug(), category));
  }

  public Optional<Product> product(String upc) {
    return Optional.ofNullable(products.get(upc));
  }

  List<Product> products(Predicate<Product> which, Order order) {
    return products.values().stream().filter(which).sorted(order.comparator).toList();
  }

  List<Category> categories() {
    return List.copyOf(categories.values());
  }

  Optional<Category> category(String slug) {
    return Optional.ofNullable(categories.get(slug));
  }

  /** Whether the product is of the category or of a part of it. */
  boolean isOf(Product product, String slug) {
    Category category = categories.get(product.category());
    while (category != null) {
      if (category.slug().equals(slug)) {
        return true;
      }
      category = category.parent() == null ? null : categories.get(category.parent());
    }
    return false;
  }

  /** Categories whose name holds the text, whatever its case. */
  List<Category> categoriesNamed(String text) {
    return categories.values().stream().filter(category -> holds(category.name(), text)).toList();
  }

  /** Products whose name holds the text, whatever its case. */
  List<Product> productsNamed(String text) {
    return products(product -> holds(product.name(), text), Order.NAME);
  }

  private static boolean holds(String name, String text) {
    return name.toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT));
  }

  /**
   * @throws IllegalArgumentException when the amount is not above zero, or has parts of a cent
   */
  Optional<Product> changePrice(String upc, BigDecimal amount) {
    if (amount.signum() <= 0) {
      throw new IllegalArgumentException("a price must be above zero");
    }
    if (amount.stripTrailingZeros().scale() > DECIMALS) {
      throw new IllegalArgumentException("a price has at most " + DECIMALS + " decimals");
    }
    // On its way here, as JSON, 20.50 may have become 20.5.
    BigDecimal exact = amount.setScale(DECIMALS, RoundingMode.UNNECESSARY);
    return Optional.ofNullable(
        products.computeIfPresent(
            upc, (same, product) -> product.priced(new Money(exact, product.price().currency()))));
  }
}

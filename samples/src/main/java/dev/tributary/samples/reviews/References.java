package dev.tributary.samples.reviews;

import dev.tributary.samples.data.Goods;
import dev.tributary.samples.data.Person;

/** What is known of things that other services own. */
public interface References {

  Person user(String id);

  Goods product(String upc);
}

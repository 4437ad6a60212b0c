package dev.tributary.cost;

/**
 * What things cost where the schema says nothing, in cost units.
 *
 * @param object an object, interface or union in an answer
 * @param scalar a scalar or enum, in an answer or as an argument
 * @param inputObject an input object given as an argument
 * @param mutation a mutation operation, once
 * @param listSize how many items a list has of which nothing is said
 * @param call each request to a service; 0 leaves it out
 * @param representation each entity that a service is asked for; 0 leaves it out
 */
public record Prices(
    long object,
    long scalar,
    long inputObject,
    long mutation,
    long listSize,
    long call,
    long representation) {

  public static final Prices DEFAULT = new Prices(1, 0, 1, 10, 10, 0, 0);

  public Prices {
    if (object < 0
        || scalar < 0
        || inputObject < 0
        || mutation < 0
        || listSize < 0
        || call < 0
        || representation < 0) {
      throw new IllegalArgumentException("a price cannot be negative");
    }
  }
}

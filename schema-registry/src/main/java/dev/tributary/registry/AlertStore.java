package dev.tributary.registry;

import dev.tributary.registry.StoredAlert.State;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where alerts are kept, and what is still to be told of them. Methods behave as those of {@link
 * RegistryStore}; each change of state is stored together with its delivery, by one of all who see
 * it.
 */
interface AlertStore {

  /** Deliveries of one alert that may wait; what comes beyond is not told. */
  int MOST_WAITING = 50;

  /**
   * @param id names it to the receiver, who may get it more than once
   * @param attempts how often it was tried
   * @param due when it is to be tried; told apart by it from the same delivery tried again
   */
  record Delivery(String id, StoredAlert alert, String body, int attempts, Instant due) {}

  /** A graph's alerts by name. */
  List<StoredAlert> alerts(GraphId graph);

  /** Those of all graphs; at most ten thousand. */
  List<StoredAlert> all();

  /** Adds an alert, unless the graph has so many. */
  boolean add(StoredAlert alert, int most, Instant at, String actor);

  /** Removes an alert, and what was still to be told; false when there is none. */
  boolean remove(GraphId graph, String id, Instant at, String actor);

  /**
   * Changes an alert's state.
   *
   * @param body what is to be told of it
   * @return false when the state was another one: somebody else changed it
   */
  boolean move(StoredAlert alert, State to, String body, Instant at);

  /** Adds what is to be told of something that happened, with no change of state. */
  void tell(StoredAlert alert, String body, Instant at);

  /** Adds what is to be told to see whether it arrives. */
  void test(StoredAlert alert, String body, Instant at);

  /** Deliveries that are due, the oldest first, and no more than a few of one alert. */
  List<Delivery> due(Instant now, int limit);

  /**
   * Takes a delivery for oneself.
   *
   * @param until when others may take it, should its outcome not be known by then
   * @return false when somebody else took it
   */
  boolean take(Delivery delivery, Instant until);

  /**
   * Says what came of a delivery.
   *
   * @param again when it is to be tried again; empty to give up, or when it arrived
   */
  void outcome(Delivery delivery, String told, Optional<Instant> again);
}

package dev.tributary.registry;

import dev.tributary.registry.ClientStore.Change;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The clients of graphs: gives them API keys and takes these back, and keeps what each may spend.
 * Gateways are told of each change.
 *
 * <p>Every method may be called by any thread and blocks on the store.
 */
public final class GraphClients {

  private static final int KEY_BYTES = 32;
  private static final int MAX_ATTEMPTS = 100;
  private static final int REVOKED_LISTED = 1_000;

  /** All of them are delivered whole. */
  private static final int MOST_KEYS = 10_000;

  private final ClientStore store;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final Announcements<ClientSettings> announcements;

  GraphClients(ClientStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
    this.announcements =
        new Announcements<>(
            "clients", graph -> Optional.of(store.settings(graph)), ClientSettings::revision);
  }

  /** What a graph's gateways are told now. */
  public ClientSettings settings(GraphId graph) {
    return store.settings(graph);
  }

  /**
   * A graph's keys: those that are good, newest first, then the thousand that were revoked last.
   */
  List<StoredKey> keys(GraphId graph) {
    return store.keys(graph, REVOKED_LISTED);
  }

  /** What came of wanting a key. */
  sealed interface Creation {

    /**
     * It is there.
     *
     * @param secret what its client sends, kept nowhere; empty for a key that was made elsewhere
     */
    record Created(StoredKey key, Optional<String> secret) implements Creation {

      /** Without the secret, which must not reach a log by accident. */
      @Override
      public String toString() {
        return "Created[" + key.key().id() + "]";
      }
    }

    /** Nothing was changed. */
    record Invalid(List<SettingProblem> problems) implements Creation {}

    /** There is a key with that hash, perhaps a revoked one. */
    record Known() implements Creation {}

    /** The graph has as many keys as one may have. */
    record TooMany(int most) implements Creation {}
  }

  /**
   * Gives a client a key.
   *
   * @param read what is wrong with the wish already
   * @param actor who does it, for the audit log
   */
  Creation create(GraphId graph, WantedKey wanted, List<SettingProblem> read, String actor) {
    Instant now = now();
    List<SettingProblem> problems = new ArrayList<>(read);
    problems.addAll(wanted.problems(now));
    Optional<String> secret = wanted.hash().isPresent() ? Optional.empty() : Optional.of(secret());
    String hash =
        wanted.hash().orElseGet(() -> "sha256:" + ContentHash.ofDocument(secret.orElseThrow()));
    return attempt(
        graph,
        settings -> {
          List<SettingProblem> all = new ArrayList<>(problems);
          wanted
              .tier()
              .filter(tier -> !settings.quotas().tiers().containsKey(tier))
              .ifPresent(
                  tier ->
                      all.add(new SettingProblem("tier", "'" + tier + "' is none of the tiers")));
          if (!all.isEmpty()) {
            return Attempt.end(new Creation.Invalid(all));
          }
          if (store.key(graph, hash).isPresent()) {
            return Attempt.end(new Creation.Known());
          }
          if (store.count(graph) >= MOST_KEYS) {
            return Attempt.end(new Creation.TooMany(MOST_KEYS));
          }
          StoredKey key =
              new StoredKey(
                  new ClientKey(
                      ClientKey.id(hash),
                      hash,
                      wanted.client(),
                      wanted.scopes(),
                      wanted.expires().map(at -> at.truncatedTo(ChronoUnit.MICROS))),
                  now,
                  actor,
                  Optional.empty());
          Change change =
              wanted
                  .tier()
                  .filter(tier -> !tier.equals(settings.quotas().clients().get(wanted.client())))
                  .<Change>map(
                      tier ->
                          new Change.KeyCreatedInTier(
                              key, settings.quotas().assign(wanted.client(), tier)))
                  .orElseGet(() -> new Change.KeyCreated(key));
          return new Attempt<>(new Creation.Created(key, secret), Optional.of(change));
        },
        actor);
  }

  /**
   * Takes a key back from now on.
   *
   * @param actor who does it, for the audit log
   * @return whether there was such a key that had not been revoked before
   */
  boolean revoke(GraphId graph, String id, String actor) {
    return attempt(
        graph,
        settings ->
            settings.keys().stream()
                .filter(key -> key.id().equals(id))
                .findFirst()
                .map(key -> new Attempt<>(true, Optional.<Change>of(new Change.KeyRevoked(key))))
                .orElseGet(() -> Attempt.end(false)),
        actor);
  }

  /** What came of setting quotas. */
  sealed interface Setting {

    /** They hold. */
    record Set(ClientSettings settings) implements Setting {}

    /** Somebody else has set them since; nothing was changed. */
    record Stale(long current) implements Setting {}
  }

  /**
   * Sets a graph's quotas.
   *
   * @param from the revision of the quotas that these were made from; empty to set them whatever
   *     they were
   * @param actor who does it, for the audit log
   */
  Setting setQuotas(GraphId graph, QuotaSettings quotas, OptionalLong from, String actor) {
    return attempt(
        graph,
        settings -> {
          long current = settings.quotasRevision();
          if (from.isPresent() && from.getAsLong() != current) {
            return Attempt.end(new Setting.Stale(current));
          }
          if (quotas.equals(settings.quotas()) && current > 0) {
            return Attempt.end(new Setting.Set(settings));
          }
          long next = settings.revision() + 1;
          return new Attempt<>(
              new Setting.Set(new ClientSettings(graph, next, settings.keys(), quotas, next)),
              Optional.of(new Change.QuotasSet(quotas, summary(settings.quotas(), quotas))));
        },
        actor);
  }

  /** One line about what is new in quotas. */
  private static String summary(QuotaSettings before, QuotaSettings after) {
    List<String> words = new ArrayList<>();
    differences("tier", before.tiers(), after.tiers(), words, tier -> "");
    differences("client", before.clients(), after.clients(), words, tier -> " -> " + tier);
    if (!before.standardTier().equals(after.standardTier())) {
      words.add("standard tier " + after.standardTier().orElse("left to gateways"));
    }
    if (!before.anonymousTier().equals(after.anonymousTier())) {
      words.add("anonymous tier " + after.anonymousTier().orElse("left to gateways"));
    }
    return String.join(", ", words);
  }

  private static <V> void differences(
      String kind,
      Map<String, V> before,
      Map<String, V> after,
      List<String> words,
      Function<V, String> detail) {
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    for (String name : names) {
      V now = after.get(name);
      V was = before.get(name);
      if (now == null) {
        words.add("%s %s removed".formatted(kind, name));
      } else if (!Objects.equals(was, now)) {
        words.add(
            "%s %s %s%s"
                .formatted(kind, name, was == null ? "added" : "changed", detail.apply(now)));
      }
    }
  }

  // Changing.

  /**
   * What is to be stored on top of settings, and what it then comes to.
   *
   * @param change empty when nothing is
   */
  private record Attempt<T>(T result, Optional<Change> change) {
    static <T> Attempt<T> end(T result) {
      return new Attempt<>(result, Optional.empty());
    }
  }

  private <T> T attempt(
      GraphId graph, Function<ClientSettings, Attempt<? extends T>> step, String actor) {
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      ClientSettings settings = store.settings(graph);
      Attempt<? extends T> wanted = step.apply(settings);
      if (wanted.change().isEmpty()) {
        return wanted.result();
      }
      if (store.append(graph, settings.revision(), wanted.change().get(), now(), actor)) {
        moved(graph);
        return wanted.result();
      }
    }
    throw new RegistryStoreException(
        "the clients of %s did not hold still for %d attempts".formatted(graph, MAX_ATTEMPTS));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** As a gateway's own command makes them. */
  private String secret() {
    byte[] bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    return "tributary_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  // Telling.

  /**
   * Calls a listener with the settings of graphs that change from now on, here or by another
   * process on the same store, in their order; of several changes perhaps only with the last. It is
   * called by the changing thread and must hand long work to another one.
   *
   * @return ends the subscription
   */
  public Runnable listen(Consumer<ClientSettings> listener) {
    return announcements.listen(listener);
  }

  /** The settings of a graph may have changed, by whomever. */
  void moved(GraphId graph) {
    announcements.moved(graph);
  }
}

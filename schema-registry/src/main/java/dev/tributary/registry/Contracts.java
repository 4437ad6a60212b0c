package dev.tributary.registry;

import dev.tributary.compose.Composition;
import dev.tributary.compose.Contract;
import dev.tributary.compose.Hint;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps contract variants in step with their sources. A contract that cannot be made keeps the
 * version that it has; its source is published all the same, and the publisher is told.
 */
final class Contracts {

  private static final Logger LOG = LoggerFactory.getLogger(Contracts.class);

  private static final int MAX_ATTEMPTS = 100;

  private final RegistryStore store;
  private final InstantSource clock;
  private final Consumer<SupergraphRelease> announce;

  Contracts(RegistryStore store, InstantSource clock, Consumer<SupergraphRelease> announce) {
    this.store = store;
    this.clock = clock;
    this.announce = announce;
  }

  /**
   * Sets a contract and makes its first version, when the source has one.
   *
   * @return why it cannot be made, with nothing changed; empty when it is set
   */
  Optional<Composition.Failed> set(ContractVariant contract, String author) {
    Optional<SupergraphRelease> source = store.latest(contract.source());
    if (source.isPresent()
        && Contract.of(source.get().sdl(), contract.filter())
            instanceof Composition.Failed failed) {
      return Optional.of(failed);
    }
    store.setContract(contract, now(), author);
    follow(contract, author);
    return Optional.empty();
  }

  /** What is wrong with the contracts of a source, as its supergraph would be. */
  List<Hint> problems(GraphId source, String sdl) {
    List<Hint> problems = new ArrayList<>();
    for (ContractVariant contract : store.contractsOf(source)) {
      if (Contract.of(sdl, contract.filter()) instanceof Composition.Failed failed) {
        problems.add(
            new Hint(
                "CONTRACT_FAILED",
                Hint.Level.WARN,
                "The contract %s cannot be made and stays as it is: %s"
                    .formatted(contract.graph(), failed.errors().getFirst().message()),
                failed.errors().getFirst().coordinate(),
                List.of()));
      }
    }
    return problems;
  }

  /** A source was published. */
  void sourcePublished(GraphId source, String author) {
    for (ContractVariant contract : store.contractsOf(source)) {
      try {
        follow(contract, author);
      } catch (RegistryStoreException e) {
        // The source is published. The contract follows with its next version.
        LOG.error("The contract {} could not follow {}", contract.graph(), source, e);
      }
    }
  }

  private void follow(ContractVariant contract, String author) {
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      // In this order: whoever reads a newer source also finds the number that goes with it taken.
      Optional<SupergraphRelease> latest = store.latest(contract.graph());
      Optional<SupergraphRelease> source = store.latest(contract.source());
      if (source.isEmpty()
          || !(Contract.of(source.get().sdl(), contract.filter())
              instanceof Composition.Composed composed)
          || latest.map(release -> release.sdl().equals(composed.supergraphSdl())).orElse(false)) {
        return;
      }
      long number = latest.map(release -> release.version().number()).orElse(0L);
      List<SubgraphVersion> subgraphs =
          store.subgraphs(contract.source(), source.get().version().number());
      SupergraphRelease release =
          new SupergraphRelease(
              new SupergraphVersion(
                  contract.graph(),
                  number + 1,
                  ContentHash.ofDocument(composed.supergraphSdl()),
                  now(),
                  author,
                  "contract of %s, version %d"
                      .formatted(contract.source(), source.get().version().number()),
                  changes(store.subgraphs(contract.graph(), number), subgraphs)),
              composed.supergraphSdl(),
              source.get().hints());
      if (store.append(release, subgraphs)) {
        announce.accept(release);
        return;
      }
    }
    throw new RegistryStoreException(
        "%s did not hold still for %d attempts".formatted(contract.graph(), MAX_ATTEMPTS));
  }

  private static List<SubgraphChange> changes(
      List<SubgraphVersion> before, List<SubgraphVersion> after) {
    Map<String, SubgraphVersion> old = byName(before);
    Map<String, SubgraphVersion> now = byName(after);
    List<SubgraphChange> changes = new ArrayList<>();
    for (SubgraphVersion subgraph : after) {
      SubgraphVersion was = old.get(subgraph.name());
      if (was == null || !was.id().equals(subgraph.id())) {
        changes.add(
            new SubgraphChange(
                was == null ? SubgraphChange.Kind.ADDED : SubgraphChange.Kind.REPLACED,
                subgraph.name(),
                subgraph.id()));
      }
    }
    for (SubgraphVersion subgraph : before) {
      if (!now.containsKey(subgraph.name())) {
        changes.add(
            new SubgraphChange(SubgraphChange.Kind.RETIRED, subgraph.name(), subgraph.id()));
      }
    }
    return changes;
  }

  private static Map<String, SubgraphVersion> byName(List<SubgraphVersion> subgraphs) {
    return subgraphs.stream().collect(Collectors.toMap(SubgraphVersion::name, Function.identity()));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}

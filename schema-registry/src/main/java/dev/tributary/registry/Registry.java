package dev.tributary.registry;

import dev.tributary.check.CheckedUsage;
import dev.tributary.check.Replay;
import dev.tributary.check.SchemaChange;
import dev.tributary.compose.Composition;
import dev.tributary.compose.Hint;
import dev.tributary.subgraph.SubgraphSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes subgraphs in, composes them with those that are there, and stores and announces what they
 * make. What does not compose changes nothing.
 *
 * <p>Every method may be called by any thread and blocks on the store; none may be called on an
 * event loop. Publishes to one graph take turns here, so that composition is done once for each,
 * and again in the store, where another process may come first: then the change is tried on what
 * that one made.
 */
public final class Registry {

  private static final Logger LOG = LoggerFactory.getLogger(Registry.class);

  /** More graphs than this share locks, and then only wait for each other a little. */
  private static final int LOCKS = 64;

  /** Losing to another process so often in a row means that something else is wrong. */
  private static final int MAX_ATTEMPTS = 100;

  /** Graphs whose findings are remembered, as they are now. */
  private static final int MOST_LINTED = 8;

  /** Comparisons that are remembered: what was checked is published next. */
  private static final int MOST_COMPARED = 4;

  private final RegistryStore store;
  private final Function<List<SubgraphSource>, Composition> compose;
  private final BiFunction<String, String, List<SchemaChange>> differences;
  private final Replay replay;
  private final UsageLedger usage;
  private final TrafficLedger traffic;
  private final Alerts alerts;
  private final GraphClients clients;
  private final GraphDocuments documents;
  private final Contracts contracts;
  private final RegistryLimits limits;
  private final ImportedSchemas imported = new ImportedSchemas();
  private final Remembered<Linted, LintRules.Verdict> lint = new Remembered<>(MOST_LINTED);
  private final Remembered<Compared, List<SchemaChange>> compared = new Remembered<>(MOST_COMPARED);
  private final InstantSource clock;
  private final List<ReentrantLock> locks =
      IntStream.range(0, LOCKS).mapToObj(i -> new ReentrantLock(true)).toList();
  private final Announcements<SupergraphRelease> announcements;

  /**
   * @param compose a pure function; that of {@code Recomposition} outside of tests
   * @param differences what clients see of going from one supergraph's SDL to another's; {@code
   *     SchemaDiff::between} outside of tests
   */
  public Registry(
      RegistryStore store,
      Function<List<SubgraphSource>, Composition> compose,
      BiFunction<String, String, List<SchemaChange>> differences,
      RegistryLimits limits,
      InstantSource clock) {
    this(store, compose, differences, Replay.none(), limits, clock);
  }

  /**
   * The same with a replay of recorded operations in each check.
   *
   * @param replay {@code OperationReplay} outside of tests
   */
  public Registry(
      RegistryStore store,
      Function<List<SubgraphSource>, Composition> compose,
      BiFunction<String, String, List<SchemaChange>> differences,
      Replay replay,
      RegistryLimits limits,
      InstantSource clock) {
    this.replay = replay;
    this.usage = new UsageLedger(store, clock);
    this.traffic = new TrafficLedger(store.traffic(), clock);
    this.alerts = new Alerts(store.alerts(), traffic, clock);
    this.store = store;
    this.compose = compose;
    this.differences = differences;
    this.limits = limits;
    this.clock = clock;
    this.announcements =
        new Announcements<>("supergraph", store::latest, release -> release.version().number());
    this.contracts = new Contracts(store, clock, this::announce);
    this.clients = new GraphClients(store.clients(), clock);
    this.documents = new GraphDocuments(store, clock);
    store.watch(
        new RegistryStore.Watcher() {
          @Override
          public void supergraphMoved(GraphId graph) {
            announcements.moved(graph);
          }

          @Override
          public void clientsMoved(GraphId graph) {
            clients.moved(graph);
          }

          @Override
          public void documentsMoved(GraphId graph) {
            documents.moved(graph);
          }
        });
  }

  /** What gateways ran. */
  public UsageLedger usage() {
    return usage;
  }

  /** What gateways answered over time. */
  public TrafficLedger traffic() {
    return traffic;
  }

  /** Who is to be told when something is wrong. */
  public Alerts alerts() {
    return alerts;
  }

  /** Who may ask, and how much. */
  public GraphClients clients() {
    return clients;
  }

  /** The operations that clients may name. */
  public GraphDocuments documents() {
    return documents;
  }

  /** The schema that a subgraph is composed with: what was published, or what became of it. */
  public SubgraphSource schema(SubgraphVersion subgraph) {
    return imported.schema(subgraph.source());
  }

  public RegistryLimits limits() {
    return limits;
  }

  /**
   * Changes a graph's subgraphs. When it returns {@link PublishResult.Published}, the new version
   * is on disk and the listeners have been told.
   *
   * @param author stands in the history: the label of the token that the change came with
   * @throws RegistryStoreException when the store fails; unless it failed after the commit, nothing
   *     is changed
   */
  public PublishResult publish(GraphId graph, ChangeSet changes, String author) {
    List<ChangeProblem> problems = ChangeSetValidation.problems(changes, limits, imported);
    if (!problems.isEmpty()) {
      return new PublishResult.Invalid(problems);
    }
    PublishResult result = takingTurns(graph, changes, author);
    if (result instanceof PublishResult.Published(SupergraphVersion version, List<Hint> hints)) {
      workOutChanges(version);
    }
    return result;
  }

  /** So that nobody who looks at the version waits for it; gateways have been told already. */
  private void workOutChanges(SupergraphVersion version) {
    try {
      detail(version.graph(), version.number());
    } catch (RuntimeException e) {
      // It is published, and whoever looks at it has it worked out again.
      LOG.error(
          "What version {} of {} changes was not worked out", version.number(), version.graph(), e);
    }
  }

  private PublishResult takingTurns(GraphId graph, ChangeSet changes, String author) {
    ReentrantLock lock = locks.get(Math.floorMod(graph.hashCode(), LOCKS));
    lock.lock();
    try {
      for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
        switch (propose(graph, changes, author)) {
          case Proposal.Rejected(PublishResult result) -> {
            if (result instanceof PublishResult.Refused refused) {
              alertOf(graph, author, refused);
            }
            return result;
          }
          case Proposal.Ready(SupergraphRelease release, List<SubgraphVersion> subgraphs) -> {
            if (store.append(release, subgraphs)) {
              announce(release);
              List<Hint> ofContracts = contracts.problems(graph, release.sdl());
              contracts.sourcePublished(graph, author);
              return new PublishResult.Published(
                  release.version(), together(ofContracts, release.hints()));
            }
          }
        }
      }
      throw new RegistryStoreException(
          "%s did not hold still for %d attempts to publish".formatted(graph, MAX_ATTEMPTS));
    } finally {
      lock.unlock();
    }
  }

  private void alertOf(GraphId graph, String author, PublishResult.Refused refused) {
    try {
      alerts.compositionFailed(graph, author, refused);
    } catch (RegistryStoreException e) {
      // The publisher is told all the same.
      LOG.warn("Nobody can be alerted of a failed composition of {}", graph, e);
    }
  }

  /** What {@link #publish} would come to. Stores nothing. */
  public CheckResult check(GraphId graph, ChangeSet changes) {
    return check(graph, changes, UsageLedger.CHECKED_DAYS);
  }

  /**
   * The same, measured against usage.
   *
   * @param days how many days back
   */
  public CheckResult check(GraphId graph, ChangeSet changes, int days) {
    List<ChangeProblem> problems = ChangeSetValidation.problems(changes, limits, imported);
    if (!problems.isEmpty()) {
      return new CheckResult.NotPublished(new PublishResult.Invalid(problems));
    }
    return switch (propose(graph, changes, "")) {
      case Proposal.Rejected(PublishResult result) -> new CheckResult.NotPublished(result);
      case Proposal.Ready(SupergraphRelease release, List<SubgraphVersion> subgraphs) ->
          composes(graph, release, days);
    };
  }

  private CheckResult composes(GraphId graph, SupergraphRelease proposed, int days) {
    SupergraphVersion version = proposed.version();
    Optional<SupergraphRelease> published = store.release(graph, version.number() - 1);
    String before = published.map(SupergraphRelease::sdl).orElse("");
    boolean differs = !before.isEmpty() && !before.equals(proposed.sdl());
    List<SchemaChange> changes =
        differs
            ? compared.of(
                Compared.between(published.orElseThrow().version(), version),
                () -> differences.apply(before, proposed.sdl()))
            : List.of();
    return new CheckResult.Composes(
        version.number() - 1,
        version.changes(),
        changes,
        proposed.sdl(),
        together(contracts.problems(graph, proposed.sdl()), proposed.hints()),
        differs
            ? usage.check(graph, changes, days, before, proposed.sdl(), replay)
            : CheckedUsage.NONE);
  }

  /**
   * Publishes the subgraphs of an earlier version once more, as a new version: history is only ever
   * added to. They are composed again, so that what is served is what this registry composes.
   *
   * @param base as in {@link ChangeSet}
   */
  public PublishResult rollBack(
      GraphId graph, long version, OptionalLong base, String message, String author) {
    List<SubgraphVersion> wanted = store.subgraphs(graph, version);
    if (wanted.isEmpty()) {
      return new PublishResult.Invalid(
          List.of(
              new ChangeProblem(
                  ChangeProblem.Code.UNKNOWN_VERSION,
                  "%s has no version %d: its history tells which there are."
                      .formatted(graph, version),
                  "")));
    }
    Set<String> kept = wanted.stream().map(SubgraphVersion::name).collect(Collectors.toSet());
    List<ProposedSubgraph> publish =
        wanted.stream()
            .map(
                one ->
                    new ProposedSubgraph(
                        one.name(), Optional.of(one.source().url()), one.source().sdl()))
            .toList();
    List<String> retire =
        subgraphs(graph).stream()
            .map(SubgraphVersion::name)
            .filter(name -> !kept.contains(name))
            .toList();
    return publish(graph, new ChangeSet(publish, retire, base, message), author);
  }

  /** The version that gateways are to serve; empty when nothing was published to the graph. */
  public Optional<SupergraphRelease> latest(GraphId graph) {
    return store.latest(graph);
  }

  /**
   * Changes of what is kept, newest first.
   *
   * @param graph empty for those of all graphs and of none
   * @param before only entries with a lower id
   * @param limit at most so many
   */
  public List<AuditEntry> audit(Optional<GraphId> graph, long before, int limit) {
    return store.audit(graph, before, limit);
  }

  /**
   * Makes a variant a contract of another one, or changes what it shows. The variant follows from
   * then on.
   *
   * @return why it cannot be made, with nothing changed; empty when it is set
   */
  public Optional<Composition.Failed> setContract(ContractVariant contract, String actor) {
    return contracts.set(contract, actor);
  }

  /** What makes a variant a contract; empty when it is none. */
  public Optional<ContractVariant> contract(GraphId graph) {
    return store.contract(graph);
  }

  /** The contracts that show parts of a variant, by name. */
  List<ContractVariant> contractsOf(GraphId source) {
    return store.contractsOf(source);
  }

  /** Makes a contract a variant like others; what it serves stays. False when it was none. */
  public boolean removeContract(GraphId graph, String actor) {
    return store.removeContract(graph, clock.instant().truncatedTo(ChronoUnit.MICROS), actor);
  }

  LintRules lintRules(GraphId graph) {
    return store.lintRules(graph).map(LintRules::stored).orElse(LintRules.NONE);
  }

  /** What a graph's rules say of the schemas that it has now, whenever these were published. */
  LintRules.Verdict lintFindings(GraphId graph) {
    LintRules rules = lintRules(graph);
    if (rules.areOff()) {
      return LintRules.Verdict.NOTHING;
    }
    List<SubgraphVersion> subgraphs = subgraphs(graph);
    return lint.of(
        new Linted(rules, subgraphs.stream().map(SubgraphVersion::id).toList()),
        () -> rules.of(subgraphs.stream().map(this::schema).toList()));
  }

  /** What findings depend on. */
  private record Linted(LintRules rules, List<String> subgraphs) {}

  void setLintRules(GraphId graph, LintRules rules, String actor) {
    store.setLintRules(
        graph, rules.json().toString(), clock.instant().truncatedTo(ChronoUnit.MICROS), actor);
  }

  /** How long a gateway counts as one that runs after it was seen. */
  private static final Duration RUNNING = Duration.ofMinutes(3);

  /** A gateway asked for a supergraph and said what it serves. */
  public void saw(GraphId graph, ServingGateway gateway) {
    store.keep(graph, new SeenGateway(gateway, clock.instant().truncatedTo(ChronoUnit.MICROS)));
  }

  /** The gateways that follow a graph now, by id. */
  public List<SeenGateway> gateways(GraphId graph) {
    return store.gateways(graph, runningSince());
  }

  /** Gateways that were seen since then run. */
  public Instant runningSince() {
    return clock.instant().minus(RUNNING);
  }

  /** What is kept, looked up for many at once. */
  public Catalogue catalogue() {
    return store.catalogue();
  }

  /** The newest version of every graph, by name. */
  public List<SupergraphVersion> graphs() {
    return store.newest();
  }

  /** The same without its document. */
  Optional<SupergraphVersion> latestVersion(GraphId graph) {
    return store.latestVersion(graph);
  }

  /** As {@link RegistryStore#shownSchema}. */
  Optional<byte[]> shownSchema(GraphId graph, String form) {
    return store.shownSchema(graph, form);
  }

  void keepShownSchema(GraphId graph, String form, byte[] content) {
    store.keepShownSchema(graph, form, content);
  }

  /** One version of a graph, with its document. */
  public Optional<SupergraphRelease> release(GraphId graph, long number) {
    return store.release(graph, number);
  }

  /** The subgraphs that a version is made of, by name. */
  public List<SubgraphVersion> subgraphs(GraphId graph, long number) {
    return store.subgraphs(graph, number);
  }

  /**
   * One version of a graph, with what clients see of it against the one before: nothing for a first
   * one. That is worked out once.
   */
  public Optional<VersionDetail> detail(GraphId graph, long number) {
    Optional<VersionDetail> stored = store.detail(graph, number);
    if (stored.isEmpty() || stored.get().schemaChanges().isPresent()) {
      return stored;
    }
    List<SchemaChange> changes = number == 1 ? List.of() : changes(graph, stored.get().version());
    store.keepSchemaChanges(graph, number, changes);
    return Optional.of(
        new VersionDetail(stored.get().version(), stored.get().hints(), Optional.of(changes)));
  }

  private List<SchemaChange> changes(GraphId graph, SupergraphVersion version) {
    long before = version.number() - 1;
    return compared.of(
        Compared.between(store.detail(graph, before).orElseThrow().version(), version),
        () -> differences.apply(sdl(graph, before), sdl(graph, version.number())));
  }

  /** Two supergraphs, by the hashes of their content. */
  private record Compared(String before, String after) {

    static Compared between(SupergraphVersion before, SupergraphVersion after) {
      return new Compared(before.contentHash(), after.contentHash());
    }
  }

  private String sdl(GraphId graph, long number) {
    return store.release(graph, number).orElseThrow().sdl();
  }

  /** The subgraphs of the latest version, by name. */
  public List<SubgraphVersion> subgraphs(GraphId graph) {
    return store
        .latestVersion(graph)
        .map(latest -> store.subgraphs(graph, latest.number()))
        .orElse(List.of());
  }

  /**
   * A graph's versions, newest first.
   *
   * @param before only versions with a lower number
   * @param limit at most so many
   */
  public List<SupergraphVersion> history(GraphId graph, long before, int limit) {
    return store.history(graph, before, limit);
  }

  /**
   * Calls a listener with what is published from now on, here or by another process on the same
   * store, after it was stored and in the order of each graph's versions. Of several that another
   * process published one after the other, only the newest may be seen. It is called by the
   * publishing thread and holds up the publisher: it must hand long work to another thread. What it
   * throws is logged and changes nothing.
   *
   * <p>Listen first and ask for {@link #latest} then: the other way round, what is published in
   * between would be missed.
   *
   * @return ends the subscription
   */
  public Runnable listen(Consumer<SupergraphRelease> listener) {
    return announcements.listen(listener);
  }

  private void announce(SupergraphRelease release) {
    announcements.announce(release.version().graph(), release);
  }

  /** What a change makes of a graph as it is now. */
  private sealed interface Proposal {

    record Ready(SupergraphRelease release, List<SubgraphVersion> subgraphs) implements Proposal {}

    record Rejected(PublishResult result) implements Proposal {}
  }

  private Proposal propose(GraphId graph, ChangeSet changes, String author) {
    Optional<SupergraphVersion> latest = store.latestVersion(graph);
    long number = latest.map(SupergraphVersion::number).orElse(0L);
    if (store.contract(graph).isPresent()) {
      return new Proposal.Rejected(
          new PublishResult.Invalid(
              List.of(
                  new ChangeProblem(
                      ChangeProblem.Code.CONTRACT_VARIANT,
                      "%s is a contract: publish to the variant that it shows a part of."
                          .formatted(graph),
                      ""))));
    }
    if (changes.base().isPresent() && changes.base().getAsLong() != number) {
      return new Proposal.Rejected(new PublishResult.Stale(changes.base().getAsLong(), number));
    }
    // To the microsecond, for that is what databases keep.
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return switch (Draft.of(store.subgraphs(graph, number), changes, limits, now, author)) {
      case Draft.Misfit(List<ChangeProblem> problems) ->
          new Proposal.Rejected(new PublishResult.Invalid(problems));
      case Draft.Changed(List<SubgraphVersion> subgraphs, List<SubgraphChange> differences) -> {
        if (differences.isEmpty() && latest.isPresent()) {
          yield new Proposal.Rejected(new PublishResult.Unchanged(latest.get()));
        }
        LintRules.Verdict lint =
            lintRules(graph)
                .of(
                    subgraphs.stream()
                        .map(SubgraphVersion::source)
                        .filter(source -> isPublished(source, changes))
                        .map(imported::schema)
                        .toList());
        if (!lint.errors().isEmpty()) {
          yield new Proposal.Rejected(new PublishResult.Refused(lint.errors(), lint.hints()));
        }
        yield switch (compose.apply(
            subgraphs.stream().map(SubgraphVersion::source).map(imported::schema).toList())) {
          case Composition.Failed failed ->
              new Proposal.Rejected(new PublishResult.Refused(failed.errors(), failed.hints()));
          case Composition.Composed composed ->
              new Proposal.Ready(
                  new SupergraphRelease(
                      new SupergraphVersion(
                          graph,
                          number + 1,
                          ContentHash.ofDocument(composed.supergraphSdl()),
                          now,
                          author,
                          changes.message(),
                          differences),
                      composed.supergraphSdl(),
                      together(lint.hints(), composed.hints())),
                  subgraphs);
        };
      }
    };
  }

  private static boolean isPublished(SubgraphSource source, ChangeSet changes) {
    return changes.publish().stream().anyMatch(one -> one.name().equals(source.name()));
  }

  private static <T> List<T> together(List<T> one, List<T> other) {
    return Stream.concat(one.stream(), other.stream()).toList();
  }
}

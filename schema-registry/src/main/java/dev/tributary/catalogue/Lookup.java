package dev.tributary.catalogue;

import dev.tributary.check.SchemaChange;
import dev.tributary.compose.Hint;
import dev.tributary.registry.Catalogue;
import dev.tributary.registry.Catalogue.OperationId;
import dev.tributary.registry.Catalogue.SubgraphEntry;
import dev.tributary.registry.Catalogue.SubgraphId;
import dev.tributary.registry.Catalogue.VersionId;
import dev.tributary.registry.ContractVariant;
import dev.tributary.registry.GraphId;
import dev.tributary.registry.Registry;
import dev.tributary.registry.SeenGateway;
import dev.tributary.registry.SupergraphVersion;
import dev.tributary.registry.VersionDetail;
import graphql.schema.DataFetchingEnvironment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.dataloader.DataLoader;
import org.dataloader.DataLoaderFactory;
import org.dataloader.DataLoaderOptions;
import org.dataloader.DataLoaderRegistry;

/**
 * Something that fields look up by keys; those of one level of a request are looked up together.
 *
 * @param name of its data loader
 */
record Lookup<K, V>(String name) {

  /** The graphs of names, with the variants that the caller sees. */
  static final Lookup<String, GraphFields.Graph> GRAPH = new Lookup<>("graph");

  static final Lookup<GraphId, SupergraphVersion> NEWEST = new Lookup<>("newest");
  static final Lookup<VersionId, SupergraphVersion> VERSION = new Lookup<>("version");
  static final Lookup<VersionId, List<Hint>> HINTS = new Lookup<>("hints");
  static final Lookup<VersionId, List<SchemaChange>> CHANGES = new Lookup<>("changes");
  static final Lookup<VersionId, List<SubgraphEntry>> MEMBERS = new Lookup<>("members");
  static final Lookup<SubgraphId, List<SubgraphEntry>> PUBLISHED = new Lookup<>("published");
  static final Lookup<String, String> DOCUMENT = new Lookup<>("document");
  static final Lookup<GraphId, ContractVariant> CONTRACT = new Lookup<>("contract");
  static final Lookup<GraphId, List<ContractVariant>> CONTRACTS = new Lookup<>("contracts");
  static final Lookup<GraphId, List<SeenGateway>> GATEWAYS = new Lookup<>("gateways");
  static final Lookup<OperationId, String> OPERATION_TEXT = new Lookup<>("operationText");
  static final Lookup<OperationId, List<String>> OPERATION_COORDINATES =
      new Lookup<>("operationCoordinates");

  /** One thing; null when it is not there. */
  CompletableFuture<V> of(DataFetchingEnvironment environment, K key) {
    return loader(environment).load(key);
  }

  /** One for each key. */
  CompletableFuture<List<V>> of(DataFetchingEnvironment environment, List<K> keys) {
    return loader(environment).loadMany(keys);
  }

  private DataLoader<K, V> loader(DataFetchingEnvironment environment) {
    DataLoader<K, V> loader = environment.getDataLoader(name);
    if (loader == null) {
      throw new IllegalStateException("no loader of " + name);
    }
    return loader;
  }

  /** Everything that a request may look up; each thing is looked up once in it. */
  static DataLoaderRegistry all(Registry registry, Viewer viewer, Texts texts) {
    Catalogue catalogue = registry.catalogue();
    DataLoaderRegistry all = new DataLoaderRegistry();
    GRAPH.add(all, names -> GraphFields.Graph.named(names, catalogue, viewer));
    NEWEST.add(all, catalogue::newest);
    VERSION.add(all, catalogue::versions);
    HINTS.add(all, ids -> mapped(catalogue.details(ids), VersionDetail::hints));
    CHANGES.add(all, ids -> changes(registry, catalogue.details(ids)));
    MEMBERS.add(all, catalogue::members);
    PUBLISHED.add(all, catalogue::published);
    DOCUMENT.add(all, hashes -> texts.read(hashes, catalogue));
    CONTRACT.add(all, catalogue::contracts);
    CONTRACTS.add(all, catalogue::contractsOf);
    GATEWAYS.add(all, graphs -> catalogue.gateways(graphs, registry.runningSince()));
    OPERATION_TEXT.add(all, catalogue::operationTexts);
    OPERATION_COORDINATES.add(all, catalogue::operationCoordinates);
    return all;
  }

  private void add(DataLoaderRegistry all, Function<Set<K>, Map<K, V>> read) {
    DataLoader<K, V> loader =
        DataLoaderFactory.newMappedDataLoader(
            name,
            keys -> CompletableFuture.completedFuture(read.apply(keys)),
            DataLoaderOptions.newDefaultOptions());
    all.register(name, loader);
  }

  private static <K, V, R> Map<K, R> mapped(Map<K, V> values, Function<V, R> part) {
    Map<K, R> parts = new HashMap<>();
    values.forEach((key, value) -> parts.put(key, part.apply(value)));
    return parts;
  }

  /** Of versions of which nobody has asked yet, what clients see is worked out now, and kept. */
  private static Map<VersionId, List<SchemaChange>> changes(
      Registry registry, Map<VersionId, VersionDetail> details) {
    Map<VersionId, List<SchemaChange>> changes = new HashMap<>();
    details.forEach(
        (id, detail) ->
            changes.put(
                id,
                detail
                    .schemaChanges()
                    .or(
                        () ->
                            registry
                                .detail(id.graph(), id.number())
                                .flatMap(VersionDetail::schemaChanges))
                    .orElse(List.of())));
    return changes;
  }
}

package dev.tributary.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.execute.RequestScope;
import dev.tributary.operation.Operation;
import dev.tributary.telemetry.UpstreamCall;
import dev.tributary.upstream.RestConnector.Failed;
import dev.tributary.upstream.RestConnector.Mapped;
import dev.tributary.upstream.RestConnector.Result;
import dev.tributary.upstream.RestConnector.Skipped;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import org.dataloader.BatchLoader;
import org.dataloader.DataLoader;
import org.dataloader.DataLoaderFactory;

/**
 * The keys that one client request asks {@code $batch} connectors for. Keys that steps ask for in
 * one turn of the event loop go out together, whichever step or place of the answer they belong to;
 * a key that was asked for before is not asked for again. Confined to the request's event loop.
 */
final class RestBatches {

  private final RequestScope scope;
  private final Map<RestConnector, Loading> byConnector = new IdentityHashMap<>();
  private boolean dispatching;

  private RestBatches(RequestScope scope) {
    this.scope = scope;
  }

  static RestBatches of(RequestScope scope) {
    return scope.local(RestBatches.class, () -> new RestBatches(scope));
  }

  /**
   * One entity, by key. Fails only when the request was cancelled.
   *
   * @param text the key's, see {@link RestKeys#text}
   * @param wanted the fields needed of it, those of the key included; must not change any more
   * @param record is told of the calls, when it is the first that needs some
   */
  Future<Result> load(
      RestConnector connector,
      RestKeys keys,
      String text,
      ObjectNode key,
      MappingRequest wanted,
      UpstreamCall record) {
    Loading loading =
        byConnector.computeIfAbsent(connector, first -> new Loading(connector, keys, record));
    CompletableFuture<Result> result = loading.load(new Asked(text, key, wanted));
    if (!dispatching) {
      dispatching = true;
      // All steps that can run now have begun by the end of this turn.
      scope.context().runOnContext(turn -> dispatch());
    }
    return Future.fromCompletionStage(result);
  }

  /** After a change, what was read of the source may no longer hold. */
  void forget(String source) {
    byConnector.keySet().removeIf(one -> one.connector().sourceKey().equals(source));
  }

  private void dispatch() {
    dispatching = false;
    byConnector.values().forEach(loading -> loading.loader.dispatch());
  }

  /** The same key asked for with other fields is another question. */
  private record Asked(String text, ObjectNode key, MappingRequest wanted) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Asked asked
          && text.equals(asked.text)
          && (wanted == asked.wanted || wanted.covers(asked.wanted) && asked.wanted.covers(wanted));
    }

    @Override
    public int hashCode() {
      return text.hashCode();
    }
  }

  /** The keys asked of one connector. */
  private final class Loading {
    private final RestConnector connector;
    private final RestKeys keys;
    private final UpstreamCall record;
    private final DataLoader<Asked, Result> loader;

    Loading(RestConnector connector, RestKeys keys, UpstreamCall record) {
      this.connector = connector;
      this.keys = keys;
      this.record = record;
      BatchLoader<Asked, Result> batches = this::loadAll;
      this.loader = DataLoaderFactory.newDataLoader(batches);
    }

    CompletableFuture<Result> load(Asked asked) {
      return loader.load(asked);
    }

    /** Chunks go out in parallel; one that fails is the failure of its own keys only. */
    private CompletableFuture<List<Result>> loadAll(List<Asked> all) {
      SequencedMap<String, Asked> distinct = new LinkedHashMap<>();
      MappingRequest wanted = all.getFirst().wanted();
      for (Asked one : all) {
        distinct.putIfAbsent(one.text(), one);
        wanted = wanted.covers(one.wanted()) ? wanted : MappingRequest.either(wanted, one.wanted());
      }
      List<Asked> keysInOrder = List.copyOf(distinct.values());
      Integer size = connector.connector().connect().batchSize();
      int most = size == null ? keysInOrder.size() : size;
      Map<String, Result> results = new HashMap<>();
      List<Future<?>> chunks = new ArrayList<>();
      for (int from = 0; from < keysInOrder.size(); from += most) {
        List<Asked> chunk = keysInOrder.subList(from, Math.min(keysInOrder.size(), from + most));
        ArrayNode batch = MappingValues.NODES.arrayNode(chunk.size());
        chunk.forEach(one -> batch.add(one.key()));
        chunks.add(
            connector
                .call(Map.of("batch", batch), wanted, Operation.Kind.QUERY, scope, record)
                .onSuccess(result -> results.putAll(byKey(chunk, result))));
      }
      return Future.all(chunks)
          .map(done -> all.stream().map(one -> resultOf(one, results)).toList())
          .toCompletionStage()
          .toCompletableFuture();
    }

    private static Result resultOf(Asked one, Map<String, Result> results) {
      return results.getOrDefault(one.text(), new Skipped());
    }

    private Map<String, Result> byKey(List<Asked> chunk, Result result) {
      return switch (result) {
        case Mapped(ArrayNode items) when hasNoObject(items) ->
            all(
                chunk,
                new Failed(
                    RestFailure.shape(
                        connector.connector().service(),
                        "a list without objects",
                        "a list of objects")));
        case Mapped(ArrayNode items) -> {
          Map<String, Result> found = new HashMap<>();
          for (JsonNode item : items) {
            String text = keys.text(item);
            if (text != null) {
              found.putIfAbsent(text, new Mapped(item));
            }
          }
          // A service may answer with more than it was asked for, and with another chunk's.
          Map<String, Result> asked = new HashMap<>();
          for (Asked one : chunk) {
            asked.put(one.text(), resultOf(one, found));
          }
          yield asked;
        }
        case Mapped(JsonNode other) ->
            all(
                chunk,
                new Failed(
                    RestFailure.invalidResponse(
                        "Connector error: a batch must be answered with a list", null)));
        case Skipped skipped -> all(chunk, skipped);
        case Failed failed -> all(chunk, failed);
      };
    }

    /** Null stands for what the service does not have. */
    private static boolean hasNoObject(ArrayNode items) {
      boolean something = false;
      for (JsonNode item : items) {
        if (item.isObject()) {
          return false;
        }
        something |= !item.isNull();
      }
      return something;
    }

    private static Map<String, Result> all(List<Asked> chunk, Result result) {
      Map<String, Result> results = new HashMap<>();
      chunk.forEach(one -> results.put(one.text(), result));
      return results;
    }
  }
}

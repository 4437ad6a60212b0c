package dev.tributary.registry;

import dev.tributary.registry.Problem.Codes;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Trusted documents over HTTP, and their delivery to gateways. */
final class DocumentEndpoint implements AutoCloseable {

  private static final String UNCHECKED = "unchecked";

  private final GraphDocuments documents;
  private final SettingsDelivery<DocumentSet> delivery;
  private final Runnable subscription;

  DocumentEndpoint(
      Vertx vertx, GraphDocuments documents, BlockingWork work, RegistryHttpOptions options) {
    this.documents = documents;
    this.delivery =
        new SettingsDelivery<>(vertx, work, options, documents::documents, DocumentSet::text);
    this.subscription = documents.listen(delivery.waking(DocumentSet::graph));
  }

  /** Blocks. */
  Reply add(GraphId graph, @Nullable String contentType, MultiMap query, Buffer body, String actor)
      throws UnreadableRequestException {
    boolean checked = Parameters.of(query, Set.of(UNCHECKED)).text(UNCHECKED).isEmpty();
    DocumentManifest manifest =
        DocumentManifest.read(ChangeSetReader.jsonObject(contentType, body));
    return switch (documents.add(graph, manifest, checked, actor)) {
      case GraphDocuments.Addition.Added(DocumentSet all, int added) ->
          Reply.json(
              200,
              RegistryJson.object()
                  .put("graph", graph.toString())
                  .put("revision", all.revision())
                  .put("added", added)
                  .put("documents", all.documents().size()));
      case GraphDocuments.Addition.Invalid(List<SettingProblem> problems) ->
          Reply.problem(
              Problem.settings(
                  Codes.INVALID_DOCUMENTS, "The documents cannot be trusted", problems));
      case GraphDocuments.Addition.NoSupergraph() ->
          Reply.problem(
              new Problem(
                  404,
                  Codes.NO_SUPERGRAPH,
                  "Nothing was published to %s that documents could be checked against; 'unchecked'"
                          .formatted(graph)
                      + " adds them all the same."));
    };
  }

  /** Blocks. */
  Reply remove(GraphId graph, String id, String actor) {
    return documents.remove(graph, id, actor)
        ? Reply.noContent()
        : Reply.problem(
            new Problem(404, Codes.UNKNOWN_DOCUMENT, "There is no document with this id."));
  }

  /** On the request's event loop. */
  Future<Reply> deliver(GraphId graph, RoutingContext routing) {
    return delivery.deliver(graph, routing);
  }

  int waiting() {
    return delivery.waiting();
  }

  @Override
  public void close() {
    subscription.run();
    delivery.close();
  }
}

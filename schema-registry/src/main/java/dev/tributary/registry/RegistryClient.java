package dev.tributary.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * Talks to a registry over HTTP. Every method blocks, may be called by any thread, and throws
 * {@link RegistryRefusalException} when the registry refuses for a reason that is no result (a
 * token that is not good, a registry that is busy), any other {@link IOException} when it cannot be
 * reached.
 */
public final class RegistryClient implements AutoCloseable {

  private static final Duration CONNECT_TIME = Duration.ofSeconds(10);

  /** A registry composes while a publisher waits, and hundreds of subgraphs take their time. */
  private static final Duration ANSWER_TIME = Duration.ofSeconds(60);

  private static final int MAX_ANSWER_BYTES = 256 << 20;

  private final HttpClient http;
  private final URI registry;
  private final String token;

  /**
   * @param registry where it is, such as {@code http://localhost:4001}; a path is kept
   * @param token as it was issued
   * @throws IllegalArgumentException when the address is not one of HTTP, or the token has
   *     characters that no token has
   */
  public RegistryClient(URI registry, String token) {
    String scheme = registry.getScheme();
    if (!("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))
        || registry.getHost() == null) {
      throw new IllegalArgumentException(
          "a registry's address has the form http://host:port or https://host:port");
    }
    if (!token.matches("[\\x21-\\x7e]+")) {
      throw new IllegalArgumentException("the token is empty or has characters that no token has");
    }
    this.registry = URI.create(registry.toString().replaceAll("/+$", "") + RegistryRoutes.PATH);
    this.token = token;
    this.http = client(scheme);
  }

  private static HttpClient client(String scheme) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT_TIME)
            // The token must not follow a redirect to somewhere else.
            .followRedirects(HttpClient.Redirect.NEVER)
            // Without TLS, Java would ask to go over to HTTP/2 in every first request, for no gain
            // here.
            .version(HttpClient.Version.HTTP_1_1);
    return scheme.equalsIgnoreCase("http")
        ? builder.sslContext(withoutTrust()).build()
        : builder.build();
  }

  /**
   * A context that trusts nobody, for a client that never speaks TLS: otherwise every client reads
   * the JVM's trust store when it is made, a good part of the start-up time of a command.
   */
  private static SSLContext withoutTrust() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[0], null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM has TLS", e);
    }
  }

  /** Changes a graph's subgraphs. */
  public PublishResult publish(GraphId graph, ChangeSet changes)
      throws IOException, InterruptedException {
    HttpResponse<String> response = send(post(graph, "publish", changes));
    return response.statusCode() == 200
        ? read(response, RegistryClient::published)
        : refusedPublish(response);
  }

  /** Asks what {@link #publish} would come to. */
  public CheckResult check(GraphId graph, ChangeSet changes)
      throws IOException, InterruptedException {
    return check(graph, changes, UsageLedger.CHECKED_DAYS);
  }

  /**
   * The same, measured against usage.
   *
   * @param days how many days back
   */
  public CheckResult check(GraphId graph, ChangeSet changes, int days)
      throws IOException, InterruptedException {
    HttpResponse<String> response = send(post(graph, "check?days=" + days, changes));
    if (response.statusCode() != 200) {
      return new CheckResult.NotPublished(refusedPublish(response));
    }
    return read(response, RegistryClient::checked);
  }

  /**
   * Makes a variant a contract of another one, or changes what it shows.
   *
   * @return why it cannot be made; empty when it is set
   */
  public Optional<PublishResult> setContract(ContractVariant contract)
      throws IOException, InterruptedException {
    ObjectNode body = contract.json();
    body.remove("graph");
    HttpResponse<String> response =
        send(
            request(contract.graph(), "contract")
                .header("content-type", "application/json")
                .PUT(BodyPublishers.ofString(body.toString())));
    if (response.statusCode() != 200) {
      return Optional.of(refusedPublish(response));
    }
    return Optional.empty();
  }

  /** What makes a variant a contract; empty when it is none. */
  public Optional<ContractVariant> contract(GraphId graph)
      throws IOException, InterruptedException {
    HttpResponse<String> response = send(request(graph, "contract").GET());
    if (response.statusCode() == 200) {
      return Optional.of(read(response, ContractVariant::read));
    }
    RegistryRefusalException refusal = refusal(response);
    if (refusal.code().equals(Problem.Codes.UNKNOWN_CONTRACT)) {
      return Optional.empty();
    }
    throw refusal;
  }

  /** Makes a contract a variant like others. */
  public void removeContract(GraphId graph) throws IOException, InterruptedException {
    HttpResponse<String> response = send(request(graph, "contract").DELETE());
    if (response.statusCode() != 204) {
      throw refusal(response);
    }
  }

  /** The clients of its graphs. */
  public RemoteClients clients() {
    return new RemoteClients(this);
  }

  /** The trusted documents of its graphs. */
  public RemoteDocuments documents() {
    return new RemoteDocuments(this);
  }

  /**
   * What gateways are told; empty when the asker has it.
   *
   * @param known the content hash of what the asker has
   * @param wait how long the registry may hold the answer back for something new; whole seconds
   */
  <T> Optional<Delivered<T>> delivered(
      GraphId graph,
      String what,
      Optional<String> known,
      Duration wait,
      Function<JsonNode, T> reader)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = waiting(graph, what + "?wait=" + wait.toSeconds(), wait).GET();
    known.ifPresent(hash -> request.header("if-none-match", '"' + hash + '"'));
    HttpResponse<String> response = send(request);
    return switch (response.statusCode()) {
      case 200 -> {
        String contentHash = ContentHash.ofDocument(response.body());
        if (!response.headers().firstValue("etag").orElse("").equals('"' + contentHash + '"')) {
          throw new IOException("the " + what + " did not arrive as the registry sent them");
        }
        yield Optional.of(new Delivered<>(read(response, reader), contentHash));
      }
      case 304 -> Optional.empty();
      default -> throw refusal(response);
    };
  }

  /** Tells what a gateway ran. */
  public void report(GraphId graph, UsageReport report) throws IOException, InterruptedException {
    HttpResponse<String> response = send(post(graph, "usage", UsageJson.report(report)));
    if (response.statusCode() != 204) {
      throw refusal(response);
    }
  }

  /** Tells the registry what a gateway answered since it told it last. */
  public void report(GraphId graph, TrafficReport report) throws IOException, InterruptedException {
    HttpResponse<String> response = send(post(graph, "traffic", TrafficEndpoint.report(report)));
    if (response.statusCode() != 204) {
      throw refusal(response);
    }
  }

  /** Publishes an earlier version's subgraphs once more. */
  public PublishResult rollBack(GraphId graph, long version, String message)
      throws IOException, InterruptedException {
    ObjectNode json = RegistryJson.object().put("version", version).put("message", message);
    HttpResponse<String> response = send(post(graph, "rollback", json));
    return response.statusCode() == 200
        ? read(response, RegistryClient::published)
        : refusedPublish(response);
  }

  /**
   * Asks for a graph's latest supergraph.
   *
   * @param known the content hash of the one that the asker has
   * @param wait how long the registry may hold the answer back for something new; whole seconds
   */
  public Delivery supergraph(GraphId graph, Optional<String> known, Duration wait)
      throws IOException, InterruptedException {
    return supergraph(graph, known, wait, Optional.empty());
  }

  /**
   * The same for a gateway, which the registry then knows of.
   *
   * @param gateway what it serves now
   */
  Delivery supergraph(
      GraphId graph, Optional<String> known, Duration wait, Optional<ServingGateway> gateway)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = waiting(graph, "supergraph?wait=" + wait.toSeconds(), wait);
    gateway.ifPresent(serving -> request.header(ServingGateway.HEADER, serving.header()));
    known.ifPresent(hash -> request.header("if-none-match", '"' + hash + '"'));
    HttpResponse<String> response = send(request.GET());
    return switch (response.statusCode()) {
      case 200 -> delivered(response);
      case 304 -> new Delivery.NotModified();
      default -> {
        RegistryRefusalException refusal = refusal(response);
        if (refusal.code().equals(Problem.Codes.NO_SUPERGRAPH)) {
          yield new Delivery.NothingPublished();
        }
        throw refusal;
      }
    };
  }

  /**
   * A graph's versions, newest first.
   *
   * @param before only versions with a lower number
   * @param limit at most so many; the registry may have a lower limit of its own
   */
  public List<SupergraphVersion> history(GraphId graph, long before, int limit)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        send(request(graph, "history?before=" + before + "&limit=" + limit).GET());
    if (response.statusCode() != 200) {
      throw refusal(response);
    }
    return read(response, json -> RegistryJson.list(json, "versions", RegistryJson::version));
  }

  /**
   * A token just issued.
   *
   * @param secret what its bearer presents; the only copy
   */
  public record Issued(KnownToken token, String secret) {

    /** Without the secret, which must not reach a log by accident. */
    @Override
    public String toString() {
      return "Issued[" + token.id() + "]";
    }
  }

  /** Issues a token. */
  public Issued issueToken(String label, TokenRole role, TokenScope scope)
      throws IOException, InterruptedException {
    ObjectNode wanted =
        RegistryJson.object()
            .put("label", label)
            .put("role", role.label())
            .put("scope", scope.toString());
    HttpResponse<String> response = send(post(request("/tokens"), wanted));
    if (response.statusCode() != 201) {
      throw refusal(response);
    }
    return read(response, json -> new Issued(KnownToken.read(json), json.path("token").asText()));
  }

  /** All tokens, revoked ones too, oldest first. */
  public List<KnownToken> tokens() throws IOException, InterruptedException {
    HttpResponse<String> response = send(request("/tokens").GET());
    if (response.statusCode() != 200) {
      throw refusal(response);
    }
    return read(response, json -> RegistryJson.list(json, "tokens", KnownToken::read));
  }

  /** Revokes a token from now on. */
  public void revokeToken(String id) throws IOException, InterruptedException {
    HttpResponse<String> response = send(request("/tokens/" + id).DELETE());
    if (response.statusCode() != 204) {
      throw refusal(response);
    }
  }

  @Override
  public void close() {
    // Not close(), which would wait for a long poll to end.
    http.shutdownNow();
  }

  // Requests.

  HttpRequest.Builder request(GraphId graph, String operation) {
    return request("/graphs/" + graph + "/" + operation);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(registry + path))
        .timeout(ANSWER_TIME)
        .header("authorization", "Bearer " + token)
        .header("accept", "*/*");
  }

  private HttpRequest.Builder post(GraphId graph, String operation, ChangeSet changes) {
    return post(graph, operation, json(changes));
  }

  private HttpRequest.Builder post(GraphId graph, String operation, ObjectNode body) {
    return post(request(graph, operation), body);
  }

  private static HttpRequest.Builder post(HttpRequest.Builder request, ObjectNode body) {
    return request
        .header("content-type", "application/json")
        .POST(BodyPublishers.ofString(body.toString()));
  }

  private static ObjectNode json(ChangeSet changes) {
    ObjectNode json = RegistryJson.object().put("message", changes.message());
    changes.base().ifPresent(base -> json.put("base", base));
    json.set("retire", RegistryJson.array(changes.retire(), JsonNodeFactory.instance::textNode));
    json.set("subgraphs", RegistryJson.array(changes.publish(), RegistryClient::json));
    return json;
  }

  private static ObjectNode json(ProposedSubgraph subgraph) {
    ObjectNode json = RegistryJson.object().put("name", subgraph.name());
    subgraph.url().ifPresent(url -> json.put("url", url));
    Optional<RestDocument> document = RestDocument.of(subgraph.sdl());
    if (document.isPresent()) {
      document.get().writeTo(json);
      return json;
    }
    return json.put("sdl", subgraph.sdl());
  }

  /** The same where the registry may hold the answer back for a while. */
  HttpRequest.Builder waiting(GraphId graph, String operation, Duration wait) {
    return request(graph, operation).timeout(ANSWER_TIME.plus(wait));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    try {
      return http.send(
          request.build(),
          BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), MAX_ANSWER_BYTES));
    } catch (ConnectException e) {
      // Java's own has no message.
      throw new IOException("no connection to " + registry.getAuthority(), e);
    }
  }

  // Answers.

  private static PublishResult published(JsonNode json) {
    SupergraphVersion version = RegistryJson.version(json.path("version"));
    return switch (json.path("result").asText()) {
      case "PUBLISHED" ->
          new PublishResult.Published(
              version, RegistryJson.list(json, "hints", RegistryJson::hint));
      case "UNCHANGED" -> new PublishResult.Unchanged(version);
      default -> throw new IllegalArgumentException("a result that is not known here");
    };
  }

  private static CheckResult checked(JsonNode json) {
    return json.path("result").asText().equals("COMPOSES")
        ? new CheckResult.Composes(
            json.path("base").asLong(),
            RegistryJson.list(json, "changes", RegistryJson::change),
            RegistryJson.list(json, "schemaChanges", RegistryJson::schemaChange),
            json.path("supergraph").asText(),
            RegistryJson.list(json, "hints", RegistryJson::hint),
            UsageJson.read(json))
        : new CheckResult.NotPublished(published(json));
  }

  private static PublishResult refusedPublish(HttpResponse<String> response) throws IOException {
    if (problem(response).isEmpty()) {
      throw refusal(response);
    }
    Optional<PublishResult> result = read(response, Problem::publishResult);
    if (result.isEmpty()) {
      throw refusal(response);
    }
    return result.get();
  }

  private static Delivery delivered(HttpResponse<String> response) throws IOException {
    String contentHash = ContentHash.ofDocument(response.body());
    String etag = response.headers().firstValue("etag").orElse("");
    if (!etag.equals('"' + contentHash + '"')) {
      throw new IOException("the supergraph did not arrive as the registry sent it");
    }
    return new Delivery.Supergraph(
        response.body(),
        contentHash,
        response.headers().firstValueAsLong(SupergraphEndpoint.VERSION_HEADER).orElse(0));
  }

  static RegistryRefusalException refusal(HttpResponse<String> response) {
    Optional<JsonNode> problem = problem(response);
    return new RegistryRefusalException(
        response.statusCode(),
        problem.map(json -> json.path("code").asText()).orElse(""),
        problem
            .map(json -> json.path("detail").asText())
            .orElseGet(
                () ->
                    "%s answered %d, and not as a registry does"
                        .formatted(response.uri().getAuthority(), response.statusCode())));
  }

  /** What is wrong by the registry's word; empty when it is not a registry that answers. */
  private static Optional<JsonNode> problem(HttpResponse<String> response) {
    String type = response.headers().firstValue("content-type").orElse("");
    if (!type.startsWith(Problem.MEDIA_TYPE)) {
      return Optional.empty();
    }
    try {
      return Optional.of(object(response));
    } catch (IOException e) {
      // It only calls itself a problem: some proxy's, perhaps. The status is reported.
      return Optional.empty();
    }
  }

  /**
   * Reads an answer.
   *
   * @param read throws one of the exceptions below when the JSON is not what a registry sends
   */
  static <T> T read(HttpResponse<String> response, Function<JsonNode, T> read) throws IOException {
    JsonNode json = object(response);
    try {
      return read.apply(json);
    } catch (IllegalArgumentException | DateTimeException | NoSuchElementException e) {
      throw new IOException(
          "%s does not answer as a registry does".formatted(response.uri().getAuthority()), e);
    }
  }

  private static JsonNode object(HttpResponse<String> response) throws IOException {
    try {
      JsonNode json = RegistryJson.parse(response.body());
      if (json.isObject()) {
        return json;
      }
    } catch (JsonProcessingException e) {
      throw new IOException("the registry's answer is not JSON", e);
    }
    throw new IOException("the registry's answer is not a JSON object");
  }
}

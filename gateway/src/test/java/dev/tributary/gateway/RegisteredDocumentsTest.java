package dev.tributary.gateway;

import static dev.tributary.gateway.Await.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * A registry that keeps trusted documents, the gateway in its process, one that follows from
 * elsewhere, and the command that changes them.
 */
@Timeout(60)
class RegisteredDocumentsTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final String TRUSTED = "documents: {registry: true, trustedOnly: true}\n";

  @TempDir private Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Gateway> gateways = new ArrayList<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private ScriptedService service;
  private Gateway registry;

  @BeforeEach
  void start() throws Exception {
    service = new ScriptedService(vertx, request -> new JsonObject().put("a", "answer"));
    registry =
        start(
            """
            server: {port: 0, drain: 1s}
            registry: {data: data, port: 0}
            serviceDefaults: {allowPrivate: true}
            """
                + TRUSTED);
    Path schema =
        Files.writeString(directory.resolve("a.graphql"), "type Query { a: String b: String }");
    assertThat(told("publish", "a", "--schema", schema.toString(), "--url", service.url()))
        .isZero();
    Await.on(registry.firstSupergraph());
  }

  @AfterEach
  void stop() {
    http.close();
    gateways.reversed().forEach(gateway -> Await.on(gateway.stop()));
    Await.on(vertx.close());
  }

  @Test
  void aGatewayRunsWhatWasPushedWithinASecondAndRefusesWhatWasRemoved() throws Exception {
    Gateway elsewhere = follow(String.valueOf(registry.registryUrl()), TRUSTED);
    Await.on(elsewhere.firstSupergraph());
    for (Gateway gateway : gateways) {
      assertThat(ask(gateway, "query", "{ a }")).contains("DOCUMENT_NOT_TRUSTED");
      assertThat(ask(gateway, "documentId", "one")).contains("DOCUMENT_NOT_FOUND");
    }

    assertThat(told("documents", "push", manifest("{\"one\": \"{ a }\"}"))).isZero();
    assertThat(out.toString()).isEqualTo("Added 1 documents; 1 are trusted now.\n");

    // Whoever asks the registry's own process after the answer finds it done.
    assertThat(ask(registry, "documentId", "one")).contains("answer");
    within(SECOND, () -> ask(elsewhere, "documentId", "one").contains("answer"));
    for (Gateway gateway : gateways) {
      assertThat(ask(gateway, "query", "{ a }")).contains("answer");
      assertThat(ask(gateway, "query", "{ b }")).contains("DOCUMENT_NOT_TRUSTED");
    }

    assertThat(told("documents", "remove", "one")).isZero();

    assertThat(ask(registry, "query", "{ a }")).contains("DOCUMENT_NOT_TRUSTED");
    within(SECOND, () -> ask(elsewhere, "query", "{ a }").contains("DOCUMENT_NOT_TRUSTED"));
    assertThat(ask(elsewhere, "documentId", "one")).contains("DOCUMENT_NOT_FOUND");
  }

  @Test
  void theManifestOfAGatewayHoldsBesideTheRegistryAndBeforeIt() throws Exception {
    String own = manifest("{\"one\": \"query Own { a }\", \"own\": \"{ mine: a }\"}");
    Gateway elsewhere =
        follow(
            String.valueOf(registry.registryUrl()),
            "documents: {manifest: '%s', registry: true, trustedOnly: true}\n".formatted(own));
    Await.on(elsewhere.firstSupergraph());

    told("documents", "push", manifest("{\"one\": \"{ theirs: a }\", \"two\": \"{ two: a }\"}"));

    within(SECOND, () -> ask(elsewhere, "documentId", "two").contains("data"));
    assertThat(ask(elsewhere, "documentId", "own")).contains("mine");
    assertThat(ask(elsewhere, "documentId", "one")).contains("\"a\"").doesNotContain("theirs");
    assertThat(ask(registry, "documentId", "one")).contains("theirs");
  }

  @Test
  void aGatewayStartsWithTheLastDocumentsWhenTheRegistryIsAway() throws Exception {
    told("documents", "push", manifest("{\"one\": \"{ a }\"}"));
    String url = String.valueOf(registry.registryUrl());
    Gateway first = follow(url, TRUSTED);
    Await.on(first.firstSupergraph());
    String token = token();
    for (String kept : List.of("documents", "supergraph")) {
      Path file = directory.resolve("cache/main@current." + kept);
      within(Duration.ofSeconds(10), () -> Files.exists(file));
    }
    gateways.reversed().forEach(gateway -> Await.on(gateway.stop()));
    gateways.clear();

    Gateway again = follow(url, token, TRUSTED);
    Await.on(again.firstSupergraph());

    assertThat(ask(again, "documentId", "one")).contains("answer");
    assertThat(ask(again, "query", "{ b }")).contains("DOCUMENT_NOT_TRUSTED");
  }

  @Test
  void theRegistryIsNotAskedByWhoeverDoesNotWantIt() throws Exception {
    told("documents", "push", manifest("{\"one\": \"{ a }\"}"));
    Gateway elsewhere = follow(String.valueOf(registry.registryUrl()), "");
    Await.on(elsewhere.firstSupergraph());

    assertThat(ask(elsewhere, "query", "{ b }")).contains("data");
    assertThat(ask(elsewhere, "documentId", "one")).doesNotContain("answer");
    assertThat(directory.resolve("cache/main@current.documents")).doesNotExist();
  }

  @Test
  void aSupergraphFileHasNoRegistryToTakeDocumentsFrom() {
    assertThatThrownBy(() -> start("server: {port: 0}\nsupergraph: {file: s.graphql}\n" + TRUSTED))
        .hasStackTraceContaining("documents.registry: the supergraph comes from no registry");
  }

  @Test
  void theCommandTellsAllThatIsWrongAndWhatIsThere() throws Exception {
    String wrong = manifest("{\"one\": \"{ c }\", \"two\": 1}");
    assertThat(told("documents", "push", wrong)).isEqualTo(1);
    assertThat(err.toString()).contains("no document was added", "one: ", "two: ", "has not both");
    assertThat(told("documents", "push", manifest("{\"one\": \"{ c }\"}"), "--unchecked")).isZero();
    assertThat(told("documents", "push", manifest("{\"two\": \"{ a }\"}"), "--json")).isZero();
    assertThat(new JsonObject(out.toString()).getInteger("documents")).isEqualTo(2);

    assertThat(told("documents", "list")).isZero();
    assertThat(out.toString()).containsPattern("one  20\\S+Z  \\S+\ntwo  20");
    assertThat(told("documents", "list", "--json")).isZero();
    assertThat(new JsonObject(out.toString()).getJsonArray("documents")).hasSize(2);

    assertThat(told("documents", "remove", "three")).isEqualTo(1);
    assertThat(err.toString()).contains("[UNKNOWN_DOCUMENT]");
    assertThat(told("documents", "remove", "../tokens")).isEqualTo(2);
    assertThat(told("documents", "push", "missing.json")).isEqualTo(2);
    assertThat(told("documents", "push", manifest("{"))).isEqualTo(2);
  }

  private String manifest(String text) throws IOException {
    return Files.writeString(Files.createTempFile(directory, "manifest", ".json"), text).toString();
  }

  private int told(String... line) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> arguments = new ArrayList<>(List.of(line));
    arguments.addAll(
        List.of(
            "--registry",
            String.valueOf(registry.registryUrl()),
            "--token-file",
            String.valueOf(registry.registryTokenFile())));
    CommandLine commands = Tributary.commandLine();
    commands.setOut(new PrintWriter(out, true));
    commands.setErr(new PrintWriter(err, true));
    return commands.execute(arguments.toArray(String[]::new));
  }

  private String token() throws IOException {
    return Files.readString(registry.registryTokenFile()).strip();
  }

  private Gateway follow(String url, String more) throws IOException {
    return follow(url, token(), more);
  }

  private Gateway follow(String url, String token, String more) {
    return start(
        """
        server: {port: 0, drain: 1s}
        serviceDefaults: {allowPrivate: true}
        supergraph: {registry: {url: "%s", graph: main, token: "%s", cache: cache}}
        """
                .formatted(url, token)
            + more);
  }

  private Gateway start(String yaml) {
    ConfigResult result = new ConfigReader(new Substitution(name -> null, directory)).read(yaml);
    assertThat(result).isInstanceOf(ConfigResult.Valid.class);
    Gateway gateway =
        Await.on(Gateway.start(vertx, ((ConfigResult.Valid) result).config(), directory));
    gateways.add(gateway);
    return gateway;
  }

  private String ask(Gateway gateway, String member, String value) throws Exception {
    return http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/graphql"))
                .header("content-type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        new JsonObject().put(member, value).encode()))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }
}

package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.auth.ApiKeyFile;
import dev.tributary.auth.AuthenticationOptions;
import dev.tributary.auth.AuthenticationOptions.ApiKeyOptions;
import dev.tributary.auth.Authenticator;
import dev.tributary.auth.Authenticator.Anonymity;
import dev.tributary.auth.Caller;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SocketAuthenticationTest {

  private final BlockingQueue<Caller> callers = new LinkedBlockingQueue<>();
  private final BlockingQueue<MultiMap> headers = new LinkedBlockingQueue<>();
  @TempDir private Path directory;
  private Path keys;
  private String key;
  private String other;
  private Authenticator authenticator;
  private TestServer server;

  @BeforeEach
  void write() throws IOException {
    keys = directory.resolve("keys.jsonl");
    key = ApiKeyFile.add(keys, "mobile", Set.of("read"), null, null);
    other = ApiKeyFile.add(keys, "desktop", Set.of("write"), null, null);
    start(Anonymity.ALLOWED);
  }

  private void start(Anonymity anonymity) {
    authenticator =
        Authenticator.of(
            new AuthenticationOptions(
                directory,
                anonymity,
                new ApiKeyOptions("keys.jsonl", "x-api-key", null),
                null,
                null,
                List.of()));
    StreamOptions defaults = StreamOptions.defaults();
    server =
        new TestServer(
            HttpOptions.defaults()
                .with(
                    new StreamOptions(
                        true,
                        defaults.connections(),
                        0,
                        defaults.operations(),
                        defaults.messageBytes(),
                        defaults.initialisation(),
                        Duration.ofSeconds(1),
                        defaults.idle(),
                        defaults.stalled(),
                        Set.of("X-Tenant"))),
            () -> true,
            authenticator);
    server.engine.answers(
        (request, scope) -> {
          callers.add(scope.caller());
          headers.add(scope.headers());
          return Future.succeededFuture(FakeEngine.executed(FakeEngine.DATA));
        });
  }

  @AfterEach
  void stop() {
    server.close();
    authenticator.close();
  }

  /** KEY and OTHER stand for keys that are known. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      textBlock =
          """
          a key in the upgrade                | REFUSED | KEY   | -                                    | mobile
          a key in connection_init            | REFUSED | -     | {"x-api-key":"KEY"}                  | mobile
          its name in another case            | REFUSED | -     | {"X-API-Key":"KEY"}                  | mobile
          the same key in both                | REFUSED | KEY   | {"x-api-key":"KEY"}                  | mobile
          another key in each                 | REFUSED | KEY   | {"x-api-key":"OTHER"}                | closed 4403 Forbidden: INVALID_API_KEY
          a wrong key in the upgrade          | ALLOWED | wrong | -                                    | closed 4403 Forbidden: INVALID_API_KEY
          a wrong key in connection_init      | ALLOWED | -     | {"x-api-key":"wrong"}                | closed 4403 Forbidden: INVALID_API_KEY
          a wrong key beside a right one      | ALLOWED | KEY   | {"x-api-key":"wrong"}                | closed 4403 Forbidden: INVALID_API_KEY
          an empty key                        | ALLOWED | -     | {"x-api-key":""}                     | closed 4403 Forbidden: INVALID_API_KEY
          null for no key                     | ALLOWED | -     | {"x-api-key":null}                   | anonymous
          null where one is required          | REFUSED | -     | {"x-api-key":null}                   | closed 4401 Unauthorized
          none where none is required         | ALLOWED | -     | -                                    | anonymous
          none where one is required          | REFUSED | -     | -                                    | closed 4401 Unauthorized
          an empty payload                    | REFUSED | -     | {}                                   | closed 4401 Unauthorized
          a number for a key                  | ALLOWED | -     | {"x-api-key":1}                      | closed 4400 Invalid message: the payload's credentials are no header values
          a list of keys                      | ALLOWED | -     | {"x-api-key":["KEY"]}                | closed 4400 Invalid message: the payload's credentials are no header values
          a key with a line break             | ALLOWED | -     | {"x-api-key":"KEY\\r\\nx-admin: 1"}  | closed 4400 Invalid message: the payload's credentials are no header values
          two keys in two cases               | ALLOWED | -     | {"x-api-key":"KEY","X-Api-Key":"KEY"}| closed 4400 Invalid message: the payload's credentials are no header values
          a key deeper in the payload         | REFUSED | -     | {"headers":{"x-api-key":"KEY"}}      | closed 4401 Unauthorized
          """)
  void whoCallsIsFoundOutOnce(
      String name, Anonymity anonymity, String upgrade, String payload, String expected)
      throws InterruptedException {
    if (anonymity == Anonymity.REFUSED) {
      stop();
      start(anonymity);
    }
    SocketClient client =
        SocketClient.connect(
            server.vertx,
            server.port(),
            upgrade == null ? Map.of() : Map.of("x-api-key", filled(upgrade)));
    client.send(
        payload == null
            ? "{\"type\":\"connection_init\"}"
            : "{\"type\":\"connection_init\",\"payload\":" + filled(payload) + "}");

    String answer = client.next();

    if (expected.startsWith("closed")) {
      assertThat(answer).isEqualTo(expected);
    } else {
      assertThat(answer).isEqualTo("{\"type\":\"connection_ack\"}");
      assertThat(client.subscribe("1", "{hello}").next()).contains("\"next\"");
      Caller caller = callers.poll(1, TimeUnit.SECONDS);
      assertThat(caller.client()).isEqualTo(expected.equals("anonymous") ? null : expected);
    }
  }

  private String filled(String text) {
    return text.replace("KEY\"", key + "\"")
        .replace("KEY\\", key + "\\")
        .replace("OTHER", other)
        .replaceAll("^KEY$", key);
  }

  @Test
  void aKeyThatIsTakenBackClosesTheConnection() throws IOException {
    SocketClient client =
        SocketClient.connect(server.vertx, server.port(), Map.of("x-api-key", key));
    client.send("{\"type\":\"connection_init\"}");
    assertThat(client.next()).contains("ack");

    Files.writeString(keys, "");
    Files.setLastModifiedTime(keys, FileTime.from(Instant.now().plusSeconds(5)));

    assertThat(client.closed()).isEqualTo("4403 Forbidden: INVALID_API_KEY");
  }

  @Test
  void membersThatAreNamedCountAsHeaderFieldsAndOthersDoNot() throws InterruptedException {
    SocketClient client =
        SocketClient.connect(server.vertx, server.port(), Map.of("cookie", "a=b"));
    client.send(
        """
        {"type":"connection_init","payload":
          {"x-tenant":"blue","x-admin":"yes","cookie":"session=1","connection":"close"}}\
        """);
    assertThat(client.next()).contains("ack");
    client.subscribe("1", "{hello}").next();

    MultiMap seen = headers.poll(1, TimeUnit.SECONDS);
    assertThat(seen.getAll("x-tenant")).containsExactly("blue");
    assertThat(seen.getAll("cookie")).containsExactly("a=b");
    assertThat(seen.contains("x-admin")).isFalse();
    assertThat(seen.names()).noneMatch(each -> each.toLowerCase(Locale.ROOT).startsWith("sec-"));
    assertThat(seen.contains("upgrade")).isFalse();
    assertThat(seen.contains("connection")).isFalse();
  }

  @Test
  void pagesOfOtherOriginsBringNoCookiesUnlessTheirCredentialsAreAllowed() throws Exception {
    HttpOptions defaults = HttpOptions.defaults();
    for (boolean credentials : List.of(false, true)) {
      HttpOptions options =
          new HttpOptions(
              defaults.path(),
              defaults.limits(),
              defaults.csrf(),
              new HttpOptions.Cors(
                  List.of("https://studio.example"), credentials, Duration.ofHours(1)),
              defaults.compression(),
              false,
              Documents.NONE);
      try (TestServer cors = new TestServer(options)) {
        cors.engine.answers(
            (request, scope) -> {
              headers.add(scope.headers());
              return Future.succeededFuture(FakeEngine.executed(FakeEngine.DATA));
            });
        SocketClient client =
            SocketClient.connect(
                cors.vertx,
                cors.port(),
                Map.of("origin", "https://studio.example", "cookie", "session=1"));
        client.send("{\"type\":\"connection_init\"}").next();
        client.subscribe("1", "{hello}").next();
        assertThat(headers.poll(1, TimeUnit.SECONDS).contains("cookie")).isEqualTo(credentials);
      }
    }
  }
}

package dev.tributary.upstream;

import static dev.tributary.upstream.ScriptedService.json;
import static dev.tributary.upstream.ScriptedService.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.auth.Caller;
import dev.tributary.execute.RequestScope;
import dev.tributary.upstream.Propagation.AnswerRule;
import dev.tributary.upstream.Propagation.Merge;
import dev.tributary.upstream.Propagation.RequestRule;
import dev.tributary.upstream.ServiceOptions.Pool;
import dev.tributary.upstream.ServiceOptions.Sharing;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes between clients and services, and what never does. */
class PropagationTest {

  private static final String DATA = "{\"data\":{\"a\":1}}";
  private static final String BODY = "{\"query\":\"{a}\"}";

  private final ScriptedService service = new ScriptedService().answers(json(DATA));
  private final List<dev.tributary.upstream.Caller> callers = new ArrayList<>();

  @AfterEach
  void close() {
    callers.forEach(dev.tributary.upstream.Caller::close);
    service.close();
  }

  private dev.tributary.upstream.Caller with(
      List<RequestRule> requests, List<AnswerRule> answers, Map<String, String> extensions) {
    Map<String, ValueTemplate> templates = new TreeMap<>();
    extensions.forEach((name, text) -> templates.put(name, ValueTemplate.parse(text)));
    dev.tributary.upstream.Caller caller =
        new dev.tributary.upstream.Caller(
            service.url(),
            new ServiceOptions(
                null,
                Duration.ofSeconds(15),
                1_000_000,
                Pool.defaults(),
                Map.of("x-fixed", "ours"),
                List.of(),
                Sharing.ON,
                new Propagation(requests, answers, templates, Set.of("x-our-key")),
                CallIdentity.NONE));
    callers.add(caller);
    return caller;
  }

  private Map<String, String> sent(List<RequestRule> rules, MultiMap client, Caller who)
      throws InterruptedException {
    with(rules, List.of(), Map.of()).query(BODY, client, who).await();
    return service.requests.take().headers();
  }

  private static MultiMap headers(String... pairs) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    for (int i = 0; i < pairs.length; i += 2) {
      headers.add(pairs[i], pairs[i + 1]);
    }
    return headers;
  }

  private static Caller ada(Map<String, Object> claims) {
    return new Caller("ada", Set.of("write", "read"), claims);
  }

  private static RequestRule forward(String names) {
    return new RequestRule.Forward(HeaderNames.parse(names), null, null);
  }

  private static RequestRule set(String name, String value) {
    return new RequestRule.Set(name, ValueTemplate.parse(value));
  }

  private static AnswerRule answer(String name, Merge merge) {
    return new AnswerRule.Forward(HeaderNames.parse(name), null, merge);
  }

  // To services

  @Test
  void fieldsAreForwardedRenamedSetAndDroppedInOrder() throws InterruptedException {
    Map<String, String> sent =
        sent(
            List.of(
                forward("/x-.*/"),
                new RequestRule.Forward(new HeaderNames.One("tenant"), "x-tenant", null),
                new RequestRule.Forward(new HeaderNames.One("region"), null, "eu"),
                new RequestRule.Drop(HeaderNames.parse("/x-debug-.*/")),
                set("x-user", "{claims.sub}"),
                set("x-who", "{client};{scopes};{claims./realm/roles}")),
            headers("X-A", "1", "x-debug-all", "1", "Tenant", "t", "x-user", "root"),
            ada(Map.of("sub", "42", "realm", Map.of("roles", List.of("r1", "r2")))));

    assertThat(sent)
        .containsEntry("x-a", "1")
        .containsEntry("x-tenant", "t")
        .containsEntry("region", "eu")
        .containsEntry("x-user", "42")
        .containsEntry("x-who", "ada;read write;r1,r2")
        .containsEntry("x-fixed", "ours")
        .doesNotContainKeys("tenant", "x-debug-all");
  }

  @Test
  void whatAClientSaysOfItselfDoesNotStandInForAMissingClaim() throws InterruptedException {
    assertThat(
            sent(
                List.of(forward("/x-.*/"), set("x-user", "{claims.sub}")),
                headers("X-User", "root"),
                Caller.ANONYMOUS))
        .doesNotContainKey("x-user");
  }

  @Test
  void whatTheOperatorFixedIsNeverReplaced() throws InterruptedException {
    assertThat(
            sent(
                List.of(forward("/.*/"), set("x-fixed", "rule"), set("user-agent", "rule")),
                headers("X-Fixed", "theirs", "User-Agent", "theirs"),
                Caller.ANONYMOUS))
        .containsEntry("x-fixed", "ours")
        .containsEntry("user-agent", "tributary");
  }

  @Test
  void aPatternTakesNeitherCredentialsNorFieldsOfTheConnection() throws InterruptedException {
    Map<String, String> sent =
        sent(
            List.of(forward("/.*/")),
            headers(
                "Authorization", "Bearer s3cr3t",
                "Cookie", "s=s3cr3t",
                "X-Api-Key", "s3cr3t",
                "X-Our-Key", "s3cr3t",
                "Proxy-Authorization", "s3cr3t",
                "X-Forwarded-Client-Cert", "s3cr3t",
                "Connection", "x-hop",
                "X-Hop", "s3cr3t",
                "Keep-Alive", "s3cr3t",
                "TE", "trailers",
                "Upgrade", "h2c",
                "Content-Length", "1",
                "Transfer-Encoding", "chunked",
                "Host", "evil.example",
                "x_fixed", "s3cr3t",
                "x-fine", "1"),
            Caller.ANONYMOUS);

    assertThat(sent).containsEntry("x-fine", "1").containsKey("content-length");
    assertThat(sent.get("host")).startsWith("127.0.0.1");
    assertThat(sent.toString()).doesNotContain("s3cr3t", "chunked", "trailers", "h2c");
  }

  @Test
  void credentialsAreForwardedWhereTheyAreNamed() throws InterruptedException {
    assertThat(
            sent(
                List.of(forward("authorization"), forward("x-our-key")),
                headers("Authorization", "Bearer t", "X-Our-Key", "k"),
                Caller.ANONYMOUS))
        .containsEntry("authorization", "Bearer t")
        .containsEntry("x-our-key", "k");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\r\nx-admin: 1",
        "a\nb",
        "a\rb",
        "a\u0000b",
        "\u010d\u010a",
        "é",
        " a",
        "a ",
        "",
        "a\u007f"
      })
  void aClaimThatCannotStandInAHeaderIsNotSentAtAll(String sub) throws InterruptedException {
    assertThat(
            sent(
                List.of(set("x-user", "{claims.sub}"), set("x-both", "u={claims.sub}.")),
                headers(),
                ada(Map.of("sub", sub.isEmpty() ? Map.of("a", 1) : sub))))
        .doesNotContainKeys("x-user", "x-admin")
        .satisfies(
            all -> {
              if (!sub.isBlank() && sub.strip().equals(sub)) {
                assertThat(all).doesNotContainKey("x-both");
              }
            });
  }

  @Test
  void anElementCannotPassForTwo() throws InterruptedException {
    assertThat(
            sent(
                List.of(set("x-roles", "{claims.roles}")),
                headers(),
                ada(Map.of("roles", List.of("user,admin")))))
        .doesNotContainKey("x-roles");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"host", "content-length", "connection", "transfer-encoding", "a b", "x:", ""})
  void aRuleCannotSetWhatIsNotForRules(String name) {
    assertThatThrownBy(() -> set(HeaderNames.name(name), "1"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{claims.}", "{subject}", "{", "}", "{claims.a", "{{client}}"})
  void aTemplateThatIsNoneIsRefused(String template) {
    assertThatThrownBy(() -> ValueTemplate.parse(template))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void claimsStandInTheBodysExtensions() throws InterruptedException {
    with(
            List.of(),
            List.of(),
            Map.of("sub", "{claims.sub}", "roles", "{claims.roles}", "no", "{claims.no}"))
        .query(BODY, headers(), ada(Map.of("sub", "a\"}\r\n", "roles", List.of("r"))))
        .await();

    assertThat(new JsonObject(service.requests.take().body()))
        .isEqualTo(
            new JsonObject(
                "{\"query\":\"{a}\",\"extensions\":{\"sub\":\"a\\\"}\\r\\n\",\"roles\":[\"r\"]}}"));
  }

  // Sharing

  @ParameterizedTest
  @CsvSource({"header,2", "extension,2", "none,1"})
  void onlyCallersForWhomAllIsTheSameShareACall(String how, int calls) throws Exception {
    CountDownLatch both = new CountDownLatch(1);
    service.answers(
        exchange -> {
          both.await(10, TimeUnit.SECONDS);
          exchange.send(json(DATA));
        });
    dev.tributary.upstream.Caller caller =
        with(
            how.equals("header") ? List.of(set("x-user", "{claims.sub}")) : List.of(),
            List.of(),
            how.equals("extension") ? Map.of("sub", "{claims.sub}") : Map.of());

    var first = caller.query(BODY, headers(), ada(Map.of("sub", "1")));
    var second = caller.query(BODY, headers(), ada(Map.of("sub", "2")));
    var third = caller.query(BODY, headers(), ada(Map.of("sub", "2")));
    for (int i = 0; i < calls; i++) {
      assertThat(service.requests.poll(10, TimeUnit.SECONDS)).isNotNull();
    }
    both.countDown();
    first.await();
    second.await();
    third.await();

    assertThat(service.requests).isEmpty();
  }

  @Test
  void anAnswerThatMayBringACookieIsNeverShared() throws Exception {
    CountDownLatch both = new CountDownLatch(1);
    service.answers(
        exchange -> {
          both.await(10, TimeUnit.SECONDS);
          exchange.send(
              response(
                  "200 OK",
                  "Content-Type: application/json\r\nSet-Cookie: s="
                      + exchange.socket().getPort()
                      + "\r\n",
                  DATA));
        });
    dev.tributary.upstream.Caller caller =
        with(List.of(), List.of(answer("set-cookie", Merge.ALL)), Map.of());

    var first = caller.query(BODY);
    var second = caller.query(BODY);
    service.requests.poll(10, TimeUnit.SECONDS);
    service.requests.poll(10, TimeUnit.SECONDS);
    both.countDown();
    first.await();
    second.await();

    assertThat(first.scope().responseHeaders().getAll("set-cookie"))
        .hasSize(1)
        .isNotEqualTo(second.scope().responseHeaders().getAll("set-cookie"));
  }

  // To clients

  private MultiMap answered(List<AnswerRule> rules, String... fields) {
    dev.tributary.upstream.Caller caller = with(List.of(), rules, Map.of());
    RequestScope one =
        new RequestScope(
            caller.context, headers(), System.nanoTime() + Duration.ofSeconds(20).toNanos());
    for (String each : fields) {
      service.answers(response("200 OK", "Content-Type: application/json\r\n" + each, DATA));
      caller.call(one, BODY).await();
    }
    return one.responseHeaders();
  }

  @Test
  void nothingComesBackThatNoRuleNames() {
    assertThat(answered(List.of(), "X-Powered-By: it\r\nSet-Cookie: a=1\r\n")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      value = {"FIRST|[1]", "LAST|[3]", "APPEND|[1, 2, 3]", "ALL|[1, 2, 3]"},
      delimiter = '|')
  void severalAnswersAreMergedAsTheRuleSays(Merge merge, String expected) {
    assertThat(
            answered(List.of(answer("x-a", merge)), "X-A: 1\r\n", "X-A: 2\r\n", "X-A: 3\r\n", "")
                .getAll("x-a")
                .toString())
        .isEqualTo(expected);
  }

  @Test
  void eachCookieIsAFieldOfItsOwn() {
    assertThat(
            answered(
                    List.of(answer("set-cookie", Merge.ALL)),
                    "Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n",
                    "Set-Cookie: c=3\r\n")
                .getAll("set-cookie"))
        .containsExactly("a=1", "b=2", "c=3");
  }

  @Test
  void aPatternTakesNothingThatIsOurs() {
    assertThat(
            answered(
                    List.of(
                        answer("/.*/", Merge.LAST),
                        new AnswerRule.Drop(HeaderNames.parse("x-internal"))),
                    "Set-Cookie: a=1\r\nAccess-Control-Allow-Origin: *\r\nX-Internal: 1\r\n"
                        + "Content-Security-Policy: x\r\nConnection: x-hop\r\nX-Hop: 1\r\n"
                        + "Cache-Control: public\r\nVary: *\r\nX-Fine: 1\r\n")
                .names())
        .containsExactly("x-fine");
  }

  @Test
  void servicesCannotFillTheClientsHeadWithoutEnd() {
    String[] large = new String[10];
    Arrays.fill(large, "X-A: " + "a".repeat(4000) + "\r\n");

    assertThat(answered(List.of(answer("x-a", Merge.ALL)), large).getAll("x-a")).hasSize(4);
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "public, max-age=60|max-age=10|public, max-age=10",
        "max-age=60|private, max-age=100|private, max-age=60",
        "max-age=60|no-cache, max-age=60|public, no-cache, max-age=60",
        "max-age=60|no-store|no-store",
        "max-age=60||no-store",
        "max-age=60|public|no-store",
        "max-age=60, s-maxage=5|max-age=60|public, max-age=5",
        "max-age=99999999999|max-age=5|public, max-age=5",
      },
      delimiter = '|')
  void anAnswerIsKeptNoLongerThanEachPartAllows(String one, String other, String expected) {
    assertThat(
            answered(
                    List.of(answer("cache-control", Merge.RESTRICTIVE)),
                    "Cache-Control: " + one + "\r\n",
                    other == null ? "" : "Cache-Control: " + other + "\r\n")
                .get("cache-control"))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "content-type",
        "access-control-allow-origin",
        "strict-transport-security",
        "vary"
      })
  void noRulePassesOnWhatIsOurs(String name) {
    assertThatThrownBy(() -> answer(name, Merge.LAST)).isInstanceOf(IllegalArgumentException.class);
  }
}

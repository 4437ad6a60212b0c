package dev.tributary.samples.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SignedRequestsTest {

  private static final byte[] BODY = "{\"query\":\"{a}\"}".getBytes(StandardCharsets.UTF_8);

  /** What the gateway sends: its own test holds the same. */
  private static final Map<String, List<String>> HEADERS =
      Map.of(
          "x-user",
          List.of("ada"),
          "content-digest",
          List.of("sha-256=:Y5OQssUyJq45RKhbt3hA7ap60MCa2lmNYFSiwv4j9H8=:"),
          "signature-input",
          List.of(
              "tributary=(\"@method\" \"@path\" \"@query\" \"content-digest\" \"x-user\")"
                  + ";created=1800000000;keyid=\"main\";alg=\"hmac-sha256\";tag=\"reviews\""),
          "signature",
          List.of("tributary=:MvNHAlhNsBtqrABALvmidlKzhkKehq3V6kgPWagKZa4=:"));

  private static SignedRequests service(String name, int later) {
    return new SignedRequests(
        name,
        Map.of("main", "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8)),
        Duration.ofSeconds(30),
        Clock.fixed(Instant.ofEpochSecond(1_800_000_000 + later), ZoneOffset.UTC));
  }

  private static boolean verified(String method, String target, String header, String value) {
    Map<String, List<String>> headers = new HashMap<>(HEADERS);
    headers.put(header, List.of(value));
    return service("reviews", 0).verify(method, target, headers, BODY);
  }

  @Test
  void whatTheGatewaySignedVerifies() {
    assertThat(service("reviews", 0).verify("POST", "/graphql?tenant=1", HEADERS, BODY)).isTrue();
    assertThat(service("reviews", 30).verify("POST", "/graphql?tenant=1", HEADERS, BODY)).isTrue();
  }

  @Test
  void nothingElseDoes() {
    String target = "/graphql?tenant=1";
    assertThat(service("reviews", 31).verify("POST", target, HEADERS, BODY)).isFalse();
    assertThat(service("reviews", -31).verify("POST", target, HEADERS, BODY)).isFalse();
    assertThat(service("users", 0).verify("POST", target, HEADERS, BODY)).isFalse();
    assertThat(service("reviews", 0).verify("POST", target, HEADERS, new byte[1])).isFalse();
    assertThat(service("reviews", 0).verify("POST", target, Map.of(), BODY)).isFalse();
    assertThat(verified("GET", target, "a", "")).isFalse();
    assertThat(verified("POST", "/graphql?tenant=2", "a", "")).isFalse();
    assertThat(verified("POST", target, "x-user", "root")).isFalse();
    assertThat(verified("POST", target, "signature", "tributary=:AAAA:")).isFalse();
    assertThat(verified("POST", target, "signature", "tributary=:=:")).isFalse();
    assertThat(verified("POST", target, "content-digest", "sha-256=:AAAA:")).isFalse();
  }
}

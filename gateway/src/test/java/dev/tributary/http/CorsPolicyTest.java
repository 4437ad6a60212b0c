package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.http.HttpOptions.Cors;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CorsPolicyTest {

  private static final Duration AGE = Duration.ofMinutes(1);

  @Test
  void aPatternMustMatchTheWholeOrigin() throws IOException {
    Cors cors = new Cors(List.of("/https://[a-z]+\\.example\\.com|.*null.*/"), true, AGE);

    assertThat(allowed(cors, "https://shop.example.com")).isEqualTo("https://shop.example.com");
    for (String other :
        List.of(
            "https://shop.example.com.evil.test",
            "https://evil.test/https://shop.example.com",
            "http://shop.example.com",
            "null")) {
      assertThat(allowed(cors, other)).as(other).isEmpty();
    }
  }

  @Test
  void pagesFromNowhereAreAllowedOnlyByName() throws IOException {
    assertThat(allowed(new Cors(List.of("null"), false, AGE), "null")).isEqualTo("null");
    assertThatThrownBy(() -> new Cors(List.of("null"), true, AGE))
        .hasMessageContaining("credentials");
  }

  @Test
  void aBrokenPatternIsToldAtOnce() {
    assertThatThrownBy(() -> new Cors(List.of("/https://(/"), false, AGE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a regular expression");
  }

  private static String allowed(Cors cors, String origin) throws IOException {
    HttpOptions defaults = HttpOptions.defaults();
    HttpOptions options =
        new HttpOptions(
            defaults.path(),
            defaults.limits(),
            defaults.csrf(),
            cors,
            defaults.compression(),
            false,
            Documents.NONE);
    try (TestServer server = new TestServer(options)) {
      return RawHttp.exchange(
              server.port(),
              "OPTIONS /graphql HTTP/1.1\r\nhost: x\r\norigin: "
                  + origin
                  + "\r\naccess-control-request-method: POST\r\n\r\n")
          .header("access-control-allow-origin");
    }
  }
}
